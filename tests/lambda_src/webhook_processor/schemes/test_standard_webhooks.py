"""Webhooks are verified by the Standard Webhooks specification.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_src.webhook_processor.reasons import Reason, Rejected
from lambda_src.webhook_processor.schemes import standard_webhooks
from lambda_src.webhook_processor.schemes.scheme import UnusableSecret
from tests.lambda_src.webhook_processor.fakes import (
    NEWER_SECRET,
    RECEIVED_S,
    SECRET,
    envelope,
    sign,
)

BODY = b'{"symbol":"BTC","price":50000.00}'
KEYS = standard_webhooks.keys(SECRET)


def test_the_example_of_the_specification_is_verified() -> None:
    headers = {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    keys = standard_webhooks.keys("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")

    assert standard_webhooks.is_authentic(envelope(headers), b'{"test": 2432232314}', keys)


def test_what_the_library_signs_is_verified() -> None:
    assert standard_webhooks.is_authentic(envelope(sign(BODY)), BODY, KEYS)


@given(st.binary(max_size=200))
def test_any_bytes_can_be_signed(body: bytes) -> None:
    digest = hmac.digest(bytes(range(32)), b"m.1." + body, hashlib.sha256)
    headers = {
        "webhook-id": "m",
        "webhook-timestamp": "1",
        "webhook-signature": "v1," + base64.b64encode(digest).decode(),
    }

    assert standard_webhooks.is_authentic(envelope(headers), body, KEYS)
    assert not standard_webhooks.is_authentic(envelope(headers), body + b" ", KEYS)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"webhook-id": "msg_2"}, id="another id"),
        pytest.param({"webhook-timestamp": str(RECEIVED_S + 1)}, id="another timestamp"),
        pytest.param({"webhook-signature": "v1,"}, id="empty"),
        pytest.param({"webhook-signature": sign(BODY)["webhook-signature"][3:]}, id="no version"),
        pytest.param(
            {"webhook-signature": sign(BODY)["webhook-signature"].replace("v1,", "v1a,")},
            id="asymmetric version",
        ),
        pytest.param({"webhook-signature": "v1,\ud800ü"}, id="not ASCII, not even text"),
        pytest.param({"webhook-id": "\ud800"}, id="an id that is no text"),
    ],
)
def test_a_signature_of_something_else_does_not_count(changes: dict[str, str]) -> None:
    assert not standard_webhooks.is_authentic(envelope({**sign(BODY), **changes}), BODY, KEYS)


def test_another_body_is_not_signed() -> None:
    assert not standard_webhooks.is_authentic(
        envelope(sign(BODY)), BODY.replace(b"50000.00", b"50000.0"), KEYS
    )


def test_another_key_does_not_count() -> None:
    assert not standard_webhooks.is_authentic(envelope(sign(BODY, NEWER_SECRET)), BODY, KEYS)


def test_without_a_key_nothing_is_signed() -> None:
    assert not standard_webhooks.is_authentic(envelope(sign(BODY)), BODY, ())


@pytest.mark.parametrize("position", [0, 1, 2])
def test_one_good_signature_among_several_is_enough(position: int) -> None:
    several = ["v1," + base64.b64encode(bytes(32)).decode(), "v2,x"]
    several.insert(position, sign(BODY)["webhook-signature"])

    headers = {**sign(BODY), "webhook-signature": " ".join(several)}
    assert standard_webhooks.is_authentic(envelope(headers), BODY, KEYS)


@pytest.mark.parametrize("secret", [SECRET, NEWER_SECRET])
def test_every_active_secret_counts(secret: str) -> None:
    active = standard_webhooks.keys(f"{NEWER_SECRET} {SECRET}")

    assert standard_webhooks.is_authentic(envelope(sign(BODY, secret)), BODY, active)


@pytest.mark.parametrize("seconds", [-300, -1, 0, 1, 300])
def test_five_minutes_both_ways_are_tolerated(seconds: int) -> None:
    standard_webhooks.check(envelope(sign(BODY, at=RECEIVED_S + seconds)))


@pytest.mark.parametrize("seconds", [-301, 301, 10**6])
def test_more_than_five_minutes_are_a_replay(seconds: int) -> None:
    with pytest.raises(Rejected) as caught:
        standard_webhooks.check(envelope(sign(BODY, at=RECEIVED_S + seconds)))

    assert caught.value.reason is Reason.OUTSIDE_REPLAY_WINDOW


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_missing_header_means_unsigned(name: str) -> None:
    headers = {**sign(BODY), name: ""}
    with pytest.raises(Rejected) as caught:
        standard_webhooks.check(envelope(headers))

    assert caught.value.reason is Reason.UNSIGNED


@pytest.mark.parametrize("timestamp", ["now", "-1", "1e9", "\u0661", "1.5", "9" * 16, "1 "])
def test_a_timestamp_that_is_no_whole_seconds_is_refused(timestamp: str) -> None:
    with pytest.raises(Rejected) as caught:
        standard_webhooks.check(envelope({**sign(BODY), "webhook-timestamp": timestamp}))

    assert caught.value.reason is Reason.BAD_WEBHOOK_TIMESTAMP


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("", "the parameter is empty", id="empty"),
        pytest.param("hunter2", "a secret does not begin with whsec_", id="no mark"),
        pytest.param(f"{SECRET},{SECRET}", "a secret is not base64", id="a comma between"),
        pytest.param("whsec_AAAA", "a secret is not 24 to 64 bytes long", id="too short"),
        pytest.param("whsec_" + "A" * 88, "a secret is not 24 to 64 bytes long", id="too long"),
    ],
)
def test_a_secret_that_is_none_is_the_operators_mistake(text: str, message: str) -> None:
    with pytest.raises(UnusableSecret) as caught:
        standard_webhooks.keys(text)

    assert str(caught.value) == message
    assert caught.value.__cause__ is None
