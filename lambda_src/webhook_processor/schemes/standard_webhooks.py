"""Verifies webhooks by the Standard Webhooks specification.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Iterable
from typing import Final

from lambda_src.webhook_processor.envelope import Envelope
from lambda_src.webhook_processor.reasons import Reason, Rejected
from lambda_src.webhook_processor.schemes.scheme import UnusableSecret

SECRET_MARK: Final = "whsec_"  # noqa: S105 (a prefix, not a secret)
VERSION_MARK: Final = "v1,"
# Both ways, against the receive time: a retry by Lambda comes minutes or hours later.
TOLERANCE_MS: Final = 5 * 60 * 1000
# A symmetric secret is between 24 and 64 bytes.
MIN_KEY: Final = 24
MAX_KEY: Final = 64

_SECONDS: Final = re.compile("[0-9]{1,15}")


def keys(text: str) -> tuple[bytes, ...]:
    """The keys in `text`: one or several secrets, separated by spaces, newest first.

    Raises:
        UnusableSecret: one of them is not `whsec_` and 24 to 64 bytes in base64.
    """
    found = tuple(_key(secret) for secret in text.split())
    if not found:
        raise UnusableSecret("the parameter is empty")
    return found


def _key(secret: str) -> bytes:
    if not secret.startswith(SECRET_MARK):
        raise UnusableSecret(f"a secret does not begin with {SECRET_MARK}")
    try:
        key = base64.b64decode(secret.removeprefix(SECRET_MARK), validate=True)
    except (binascii.Error, ValueError):
        # Without its cause, which may quote the secret.
        raise UnusableSecret("a secret is not base64") from None
    if not MIN_KEY <= len(key) <= MAX_KEY:
        raise UnusableSecret(f"a secret is not {MIN_KEY} to {MAX_KEY} bytes long")
    return key


def check(request: Envelope) -> None:
    """Refuse a webhook that is not signed, or was signed at another time than now.

    Raises:
        Rejected: a header is missing, or the timestamp is unreadable or out of tolerance.
    """
    headers = request.headers
    names = ("webhook-id", "webhook-timestamp", "webhook-signature")
    if not all(headers.get(name) for name in names):
        raise Rejected(Reason.UNSIGNED)
    timestamp = headers["webhook-timestamp"]
    if not _SECONDS.fullmatch(timestamp):
        raise Rejected(Reason.BAD_WEBHOOK_TIMESTAMP)
    if abs(int(timestamp) * 1000 - request.receipt.received_at_ms) > TOLERANCE_MS:
        raise Rejected(Reason.OUTSIDE_REPLAY_WINDOW)


def is_authentic(request: Envelope, body: bytes, active: Iterable[bytes]) -> bool:
    """Whether one of the signatures was made with one of the active keys.

    Takes constant time, wherever a signature differs. Call `check` first.
    """
    headers = request.headers
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode(
        errors="surrogatepass"
    )
    given = [
        signature.removeprefix(VERSION_MARK).encode(errors="surrogatepass")
        for signature in headers["webhook-signature"].split(" ")
        if signature.startswith(VERSION_MARK)
    ]
    wanted = [base64.b64encode(hmac.digest(key, signed + body, hashlib.sha256)) for key in active]
    # A list, not a generator: every pair is compared, whichever matches.
    return any([hmac.compare_digest(one, other) for one in wanted for other in given])  # noqa: C419
