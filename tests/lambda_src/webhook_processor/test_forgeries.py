"""Nobody but who has the secret gets a tick in: ten thousand tries."""

import hashlib
import hmac
import json
import random
from collections.abc import Callable
from typing import Any

import pytest

from tests.lambda_src.webhook_processor.fakes import (
    NEWER_SECRET,
    RECEIVED_MS,
    RECEIVED_S,
    Harness,
    request,
    sign,
)

TRIES = 10_000
COMMERCE_SECRET = "d7a1c5a2-0000-4000-8000-000000000001"
TOKEN = "t0ken_" * 6
CHARACTERS = "ABCDEFxyz0189+/=, .v1\u00fc"
Request = dict[str, Any]


def _body(choose: random.Random) -> bytes:
    price = choose.randrange(1, 10**6)
    tick = {"symbol": "BTC", "price": price, "time": RECEIVED_MS - 1, "id": str(price)}
    return json.dumps(tick).encode()


def _damaged(text: str, choose: random.Random) -> str:
    """The text, certainly changed: a character replaced, cut off, doubled, or two swapped."""
    place = choose.randrange(len(text))
    changed = choose.choice(
        [
            text[:place] + choose.choice(CHARACTERS) + text[place + 1 :],
            text[:place],
            text[:place] + text[place] + text[place:],
            text[place:] + text[:place],
            "",
        ]
    )
    return changed if changed != text else text + "x"


def _standard(choose: random.Random) -> Request:
    body, other = _body(choose), _body(choose) + b" "
    good = sign(body)
    headers = choose.choice(
        [
            {**good, "webhook-signature": "v1," + _damaged(good["webhook-signature"][3:], choose)},
            {**good, "webhook-signature": good["webhook-signature"][3:]},
            {**good, "webhook-signature": sign(other)["webhook-signature"]},
            {**good, "webhook-id": _damaged("msg_1", choose)},
            {**good, "webhook-timestamp": str(RECEIVED_S + choose.choice([-1, 1]))},
            sign(body, NEWER_SECRET),
            sign(body, at=RECEIVED_S + choose.choice([-1, 1]) * choose.randrange(301, 10**6)),
            dict.fromkeys(good, ""),
        ]
    )
    return request(body, headers=headers)


def _commerce(choose: random.Random) -> Request:
    body = _body(choose)
    signature = hmac.new(COMMERCE_SECRET.encode(), body, hashlib.sha256).hexdigest()
    unknown = hmac.new(b"x" * 36, body, hashlib.sha256).hexdigest()
    other = hmac.new(COMMERCE_SECRET.encode(), body + b" ", hashlib.sha256).hexdigest()
    forged = choose.choice([_damaged(signature, choose), unknown, other, ""])
    headers = {"x-cc-webhook-signature": forged}
    return request(body, exchange="coinbasecommerce", headers=headers)


def _token(choose: random.Random) -> Request:
    return request(_body(choose), exchange="tradingview", token=_damaged(TOKEN, choose))


@pytest.mark.parametrize("forge", [_standard, _commerce, _token])
def test_no_forgery_is_accepted(forge: Callable[[random.Random], Request]) -> None:
    harness = Harness(others={"coinbasecommerce": COMMERCE_SECRET, "tradingview": TOKEN})
    choose = random.Random(7)

    reasons = set()
    for _ in range(TRIES):
        answer = harness.processor.answer(forge(choose))
        assert answer["status"] == "rejected"
        reasons.add(answer["rejected"][0]["reason"])

    assert harness.table.inserts == 0
    # All died of the proof, none of something that came before it.
    assert reasons <= {
        *("unsigned", "bad_signature", "outside_replay_window", "bad_webhook_timestamp"),
    }
    assert "bad_signature" in reasons


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="Standard Webhooks"),
        pytest.param({"exchange": "tradingview", "token": TOKEN}, id="a token in the path"),
        pytest.param(
            {
                "exchange": "coinbasecommerce",
                "headers": {
                    "x-cc-webhook-signature": hmac.new(
                        COMMERCE_SECRET.encode(), _body(random.Random(1)), hashlib.sha256
                    ).hexdigest()
                },
            },
            id="Coinbase Commerce",
        ),
    ],
)
def test_the_true_one_is_accepted(changes: dict[str, Any]) -> None:
    harness = Harness(others={"coinbasecommerce": COMMERCE_SECRET, "tradingview": TOKEN})

    assert harness.answer(_body(random.Random(1)), **changes)["status"] == "accepted"
