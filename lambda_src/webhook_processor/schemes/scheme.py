"""The interface of all authentication schemes."""

from collections.abc import Iterable
from typing import Protocol

from lambda_src.webhook_processor.envelope import Envelope


class UnusableSecret(Exception):
    """The stored text is not a list of secrets of the exchange's scheme."""


class Scheme(Protocol):
    """One authentication scheme: a module with these functions."""

    def keys(self, text: str) -> tuple[bytes, ...]:
        """The keys in `text`: one or several secrets, separated by spaces, newest first.

        Raises:
            UnusableSecret: one of them cannot be a secret of this scheme; never quotes it.
        """

    def check(self, request: Envelope) -> None:
        """Refuse a request that no key can authenticate.

        Raises:
            Rejected: the signature or token is missing, unreadable, or too old.
        """

    def is_authentic(self, request: Envelope, body: bytes, active: Iterable[bytes]) -> bool:
        """Whether the signature or token matches one of the active keys; call `check` first.

        Takes constant time, whichever key matches and wherever a wrong one differs.
        """
