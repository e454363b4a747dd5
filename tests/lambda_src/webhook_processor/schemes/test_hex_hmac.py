"""Webhooks of Coinbase Commerce are verified as its documentation says."""

import hashlib
import hmac

import pytest

from lambda_src.webhook_processor.reasons import Reason, Rejected
from lambda_src.webhook_processor.schemes import hex_hmac
from lambda_src.webhook_processor.schemes.scheme import UnusableSecret
from tests.lambda_src.webhook_processor.fakes import envelope

SECRET, OLDER = "d7a1c5a2-0000-4000-8000-000000000001", "d7a1c5a2-0000-4000-8000-000000000002"
BODY = b'{"event":{"type":"charge:created"}}'
KEYS = hex_hmac.keys(f"{SECRET} {OLDER}")


def _signed(secret: str = SECRET, body: bytes = BODY) -> dict[str, str]:
    signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return {"x-cc-webhook-signature": signature}


@pytest.mark.parametrize("secret", [SECRET, OLDER])
def test_every_active_secret_counts(secret: str) -> None:
    request = envelope(_signed(secret))

    hex_hmac.check(request)
    assert hex_hmac.is_authentic(request, BODY, KEYS)


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param(_signed(body=BODY + b" "), id="another body"),
        pytest.param(_signed("x" * 36), id="another secret"),
        pytest.param(
            {"x-cc-webhook-signature": _signed()["x-cc-webhook-signature"][:-1]}, id="cut"
        ),
        pytest.param({"x-cc-webhook-signature": "\ud800ü"}, id="not ASCII, not even text"),
    ],
)
def test_a_signature_of_something_else_does_not_count(headers: dict[str, str]) -> None:
    assert not hex_hmac.is_authentic(envelope(headers), BODY, KEYS)


def test_without_the_header_a_request_is_unsigned() -> None:
    with pytest.raises(Rejected) as caught:
        hex_hmac.check(envelope({}))

    assert caught.value.reason is Reason.UNSIGNED


@pytest.mark.parametrize("text", ["", "short", f"{SECRET} short"])
def test_a_secret_that_is_guessed_easily_is_the_operators_mistake(text: str) -> None:
    with pytest.raises(UnusableSecret) as caught:
        hex_hmac.keys(text)

    assert "short" not in str(caught.value)
