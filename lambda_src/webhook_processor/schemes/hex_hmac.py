"""Verifies webhooks of Coinbase Commerce: HMAC-SHA256 over the raw body, in hexadecimal.

The signature covers no time, so an old webhook stays valid; its ticks are duplicates, or too old.

https://docs.cdp.coinbase.com/commerce/introduction/webhooks-security
"""

import hashlib
import hmac
from collections.abc import Iterable
from typing import Final

from lambda_src.webhook_processor.envelope import Envelope
from lambda_src.webhook_processor.reasons import Reason, Rejected
from lambda_src.webhook_processor.schemes.scheme import UnusableSecret

HEADER: Final = "x-cc-webhook-signature"
# The provider creates the secret; shorter ones can be guessed.
MIN_SECRET: Final = 24


def keys(text: str) -> tuple[bytes, ...]:
    """The keys in `text`: one or several secrets, separated by spaces, newest first.

    Raises:
        UnusableSecret: there is none, or one is shorter than 24 characters.
    """
    found = tuple(secret.encode() for secret in text.split())
    if not found or any(len(key) < MIN_SECRET for key in found):
        raise UnusableSecret(f"a secret has fewer than {MIN_SECRET} characters")
    return found


def check(request: Envelope) -> None:
    """Refuse a request without a signature. Raises Rejected."""
    if not request.headers.get(HEADER):
        raise Rejected(Reason.UNSIGNED)


def is_authentic(request: Envelope, body: bytes, active: Iterable[bytes]) -> bool:
    """Whether the signature was made with one of the active keys."""
    given = request.headers[HEADER].encode(errors="surrogatepass")
    wanted = [hmac.digest(key, body, hashlib.sha256).hex().encode() for key in active]
    # A list, not a generator: every key is tried, whichever matches.
    return any([hmac.compare_digest(one, given) for one in wanted])  # noqa: C419
