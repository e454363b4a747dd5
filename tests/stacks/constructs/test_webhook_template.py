"""The event of API Gateway is valid JSON and small, for any request."""

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localcloud.api_gateway.mapping_templates.render import render
from localcloud.api_gateway.mapping_templates.variables import Input, Util
from stacks.constructs.webhook_template import HEADERS, MAX_BODY_BASE64, webhook_template
from stacks.environment import MOST_TICKS_PER_BODY

KB = 1024
# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: an asynchronous event.
# SQS and SNS take no larger message, so neither a dead letter nor a record may be larger.
LIMIT = 256 * KB
# https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html: all headers together,
# and with them the request line.
ALL_HEADERS = 10_240
HOSTILE = "'\"\\/\r\n\t\0$#{}é😀\u2028</script>"

# What HTTP lets through in a header or a percent-decoded path: any text without line ends.
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


def _event(
    body: bytes, headers: dict[str, str] | None = None, *, exchange: str = "x", token: str = "t"
) -> dict[str, Any]:
    params = {"path": {"exchange": exchange, "token": token}, "querystring": {}}
    encoded = base64.b64encode(body).decode()
    variables = {
        "input": Input(encoded, {**params, "header": headers or {}}),
        "util": Util(),
        "context": {"requestTimeEpoch": 1_700_000_000_000, "requestId": "r-1"},
    }
    event: dict[str, Any] = json.loads(render(webhook_template(token=bool(token)), variables))
    return event


def test_the_event_has_the_body_and_the_known_headers_only() -> None:
    event = _event(b'{"price":1}', {"webhook-id": "msg_1", "authorization": "secret"})

    assert event == {
        "body": base64.b64encode(b'{"price":1}').decode(),
        "body_length": 16,
        "exchange": "x",
        "token": "t",
        "received_at_ms": 1_700_000_000_000,
        "request_id": "r-1",
        "headers": {**dict.fromkeys(HEADERS, ""), "webhook-id": "msg_1"},
    }


def test_a_path_without_a_token_gives_an_empty_token() -> None:
    assert _event(b"{}", token="")["token"] == ""


@pytest.mark.parametrize("name", ["Webhook-Signature", "WEBHOOK-SIGNATURE", "webhook-signature"])
def test_a_header_is_found_in_any_case(name: str) -> None:
    assert _event(b"", {name: "v1,abc"})["headers"]["webhook-signature"] == "v1,abc"


@given(body=st.binary(max_size=200), header=texts, exchange=texts, token=texts.filter(bool))
def test_the_event_of_any_request_is_json_with_exactly_what_was_sent(
    body: bytes, header: str, exchange: str, token: str
) -> None:
    event = _event(body, {"webhook-id": header}, exchange=exchange, token=token)

    assert base64.b64decode(event["body"]) == body
    assert (event["headers"]["webhook-id"], event["exchange"], event["token"]) == (
        header,
        exchange,
        token,
    )


def test_characters_that_mean_something_to_json_or_velocity_arrive_as_they_are() -> None:
    event = _event(b"", {"webhook-signature": HOSTILE}, exchange=HOSTILE)

    assert event["exchange"] == event["headers"]["webhook-signature"] == HOSTILE


@pytest.mark.parametrize(
    ("size", "kept"), [(64 * KB, True), (64 * KB + 3, False), (1024 * KB, False)]
)
def test_a_body_above_64_kb_is_dropped_but_not_its_length(size: int, kept: bool) -> None:
    event = _event(b"x" * size)

    assert (event["body"] is not None) is kept
    assert event["body_length"] == 4 * ((size + 2) // 3)


def _worst_event() -> dict[str, Any]:
    """A body at its limit, and every byte of the headers one that JSON writes as six."""
    share = "\u0001" * (ALL_HEADERS // len(HEADERS))
    return _event(b"x" * (MAX_BODY_BASE64 // 4 * 3), dict.fromkeys(HEADERS, share))


def _worst_answer() -> dict[str, Any]:
    """As many ticks as a setting may allow, with the longest of everything that is reported."""
    tick = {
        "symbol": "S" * 64,
        "series": "s" * 100,
        "venue": "v" * 24,
        "kind": "ticker",
        "timestamp": "1" * 20,
        "price": "1" * 160,
        "volume": "1" * 160,
        "exchange": "x" * 64,
        "status": "duplicate",
    }
    ticks = [tick] * MOST_TICKS_PER_BODY
    return {"status": "accepted", "ticks": ticks, "rejected": [{"index": 99, "reason": "r" * 80}]}


def test_no_event_dead_letter_or_destination_record_can_exceed_256_kb() -> None:
    event = _worst_event()
    record = {
        "version": "1.0",
        "timestamp": "2026-01-01T00:00:00.000Z",
        "requestContext": {"requestId": "r" * 36, "functionArn": "f" * 140, "condition": "c" * 30},
        "requestPayload": event,
        "responseContext": {"statusCode": 200, "executedVersion": "$LATEST"},
        "responsePayload": _worst_answer(),
    }

    # As a dead letter the event is the body of a message; its attributes count, too.
    assert len(json.dumps(event)) + 2 * KB < LIMIT
    assert len(json.dumps(record)) + 2 * KB < LIMIT
