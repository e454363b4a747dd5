"""Subscription deliveries are read without their payload."""

import base64
import gzip
import json
from typing import Any

import pytest

from lambda_src.error_notifier.logic import UNREADABLE, Delivery, ErrorLine, read
from tests import events


def _event(*messages: str, **changes: Any) -> dict[str, Any]:
    payload = {
        "messageType": "DATA_MESSAGE",
        "logGroup": "/aws/lambda/price-enricher-dev",
        "logEvents": [{"id": "1", "timestamp": 1, "message": message} for message in messages],
    }
    packed = gzip.compress(json.dumps(payload | changes).encode())
    return {"awslogs": {"data": base64.b64encode(packed).decode()}}


def test_a_delivery_names_the_function_and_the_errors() -> None:
    assert read(events.load("logs_two_errors")) == Delivery(
        "price-enricher-dev",
        (
            ErrorLine(
                "record sent to the dead letter queue", "8f507cfc-aaaa-4697-b07a-ac58fc914c95"
            ),
            ErrorLine(
                "ResourceNotFoundException: An error occurred (ResourceNotFoundException) when"
                " calling the PutItem operation: Requested resource not found",
                "9f507cfc-bbbb-4697-b07a-ac58fc914c95",
            ),
        ),
    )


def test_a_control_message_is_no_delivery() -> None:
    assert read(events.load("logs_control")) is None


@pytest.mark.parametrize(
    ("message", "line"),
    [
        pytest.param("Task timed out", ErrorLine(UNREADABLE, None), id="plain text"),
        pytest.param('"text"', ErrorLine(UNREADABLE, None), id="no object"),
        pytest.param("{}", ErrorLine("(no message)", None), id="an empty object"),
        pytest.param('{"message": ""}', ErrorLine("(no message)", None), id="an empty message"),
        pytest.param(
            '{"message": "stopped", "errorType": "Unavailable", "errorMessage": "no table",'
            ' "body": "payload", "stackTrace": ["x"]}',
            ErrorLine("stopped: Unavailable: no table", None),
            id="fields that may be payload",
        ),
        pytest.param('{"message": {"a": 1}}', ErrorLine("{'a': 1}", None), id="an object inside"),
        pytest.param(
            json.dumps({"message": "x" * 999}), ErrorLine("x" * 300, None), id="a long message"
        ),
        pytest.param('{"message": "x", "requestId": 7}', ErrorLine("x", "7"), id="a number as id"),
    ],
)
def test_only_named_fields_of_a_line_are_read(message: str, line: ErrorLine) -> None:
    delivery = read(_event(message))

    assert delivery is not None
    assert delivery.lines == (line,)
