"""What every way of proving who sent a webhook has in common."""

from collections.abc import Iterable
from typing import Protocol

from lambda_src.webhook_processor.envelope import Envelope


class UnusableSecret(Exception):
    """What an operator stored is no list of secrets of the exchange's scheme."""


class Scheme(Protocol):
    """One way of proving; a module with these functions is one."""

    def keys(self, text: str) -> tuple[bytes, ...]:
        """The keys in `text`: one or several secrets, separated by spaces, newest first.

        Raises:
            UnusableSecret: one of them cannot be a secret of this scheme; never quotes it.
        """

    def check(self, request: Envelope) -> None:
        """Refuse a request that no key could prove.

        Raises:
            Rejected: the proof is missing, unreadable, or of another time.
        """

    def is_authentic(self, request: Envelope, body: bytes, active: Iterable[bytes]) -> bool:
        """Whether one of the active keys made the proof; `check` must have passed.

        Takes the same time wherever a proof differs, and whichever key made it.
        """
