"""Verifies webhooks of senders that cannot sign: by a secret token at the end of the path.

TradingView sends no custom headers. Restrict it to its own addresses with the setting
`source_addresses` of the environment.

https://www.tradingview.com/support/solutions/43000529348/
"""

import hmac
import re
from collections.abc import Iterable
from typing import Final

from lambda_src.webhook_processor.envelope import Envelope
from lambda_src.webhook_processor.reasons import Reason, Rejected
from lambda_src.webhook_processor.schemes.scheme import UnusableSecret

# 32 characters of base64 are 192 bits; none of these means anything in a path.
_TOKEN: Final = re.compile("[A-Za-z0-9_-]{32,128}")


def keys(text: str) -> tuple[bytes, ...]:
    """The tokens in `text`: one or several, separated by spaces, newest first.

    Raises:
        UnusableSecret: there is none, or one is not 32 to 128 letters, digits, `_` and `-`.
    """
    found = text.split()
    if not found or not all(map(_TOKEN.fullmatch, found)):
        raise UnusableSecret("a token is not 32 to 128 letters, digits, _ and -")
    return tuple(token.encode() for token in found)


def check(request: Envelope) -> None:
    """Refuse a request without a token. Raises Rejected."""
    if not request.token:
        raise Rejected(Reason.UNSIGNED)


def is_authentic(request: Envelope, body: bytes, active: Iterable[bytes]) -> bool:  # noqa: ARG001 (a token proves any body)
    """Whether the token is one of the active ones."""
    given = request.token.encode(errors="surrogatepass")
    # A list, not a generator: every token is tried, whichever matches.
    return any([hmac.compare_digest(token, given) for token in active])  # noqa: C419
