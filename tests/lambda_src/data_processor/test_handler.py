"""The entry point against a table and a topic of an empty account."""

import json
import logging
from collections.abc import Callable
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from tests.lambda_src.data_processor.records import record
from tests.lambda_src.shared.metrics import recorded

Load = Callable[[str], ModuleType]
CONTEXT = SimpleNamespace(get_remaining_time_in_millis=lambda: 60_000)
TOPIC = "arn:aws:sns:us-east-1:123456789012:trading-alerts-dev"
KEYS: list[tuple[str, Any]] = [("symbol", "HASH"), ("timestamp", "RANGE")]


@pytest.fixture
def published(aws: None, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[dict[str, Any]]]:  # noqa: ARG001
    """The account of the function; returns the notifications published so far."""
    import boto3  # noqa: PLC0415 (only once the account is there)

    monkeypatch.setenv("ALERTS_TABLE", "market-alerts-dev")
    monkeypatch.setenv("ALERTS_TOPIC_ARN", TOPIC)
    monkeypatch.setenv("THRESHOLDS", '{"default": {"high": "150", "low": "50"}}')
    boto3.client("dynamodb").create_table(
        TableName="market-alerts-dev",
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": name, "KeyType": kind} for name, kind in KEYS],
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name, _ in KEYS],
    )
    boto3.client("sns").create_topic(Name="trading-alerts-dev")
    queue = boto3.client("sqs").create_queue(QueueName="subscriber")["QueueUrl"]
    boto3.client("sns").subscribe(
        TopicArn=TOPIC, Protocol="sqs", Endpoint="arn:aws:sqs:us-east-1:123456789012:subscriber"
    )

    def messages() -> list[dict[str, Any]]:
        got = boto3.client("sqs").receive_message(QueueUrl=queue, MaxNumberOfMessages=10)
        envelopes = [json.loads(each["Body"]) for each in got.get("Messages", [])]
        return [{"subject": e["Subject"], **json.loads(e["Message"])} for e in envelopes]

    return messages


def test_an_alert_is_stored_and_published_and_an_invalid_message_is_named(
    published: Callable[[], list[dict[str, Any]]],
    fresh_handler: Load,
    caplog: pytest.LogCaptureFixture,
) -> None:
    import boto3  # noqa: PLC0415

    caplog.set_level(logging.INFO)
    records = [
        record("m-1", {"symbol": "BTC-USD", "price": 151.50, "id": "t-9"}),
        record("m-2", '{"symbol": "BTC-USD", "price": "secret words"}'),
        record("m-3", {"symbol": "BTC-USD", "price": 100}),
    ]
    answer = fresh_handler("data_processor").lambda_handler({"Records": records}, CONTEXT)

    assert answer == {"batchItemFailures": [{"itemIdentifier": "m-2"}]}
    (item,) = boto3.client("dynamodb").scan(TableName="market-alerts-dev")["Items"]
    timestamp = "2026-01-01T00:00:00.123000Z#m-1"
    assert item == {
        "symbol": {"S": "BTC-USD"},
        "timestamp": {"S": timestamp},
        "price": {"N": "151.5"},
        "alert_type": {"S": "HIGH"},
        "environment": {"S": "dev"},
    }
    assert published() == [
        {
            "subject": "Trading Alert: BTC-USD - HIGH",
            "symbol": "BTC-USD",
            "price": "151.5",
            "alert_type": "HIGH",
            "timestamp": timestamp,
            "id": f"BTC-USD/{timestamp}",
        }
    ]
    assert recorded(caplog.records) == {
        ("MessagesReceived", ()): 3,
        ("MessagesFailed", ()): 1,
        ("MessagesInvalid", ()): 1,
        ("MessagesInvalid", (("RejectionReason", "bad_price"),)): 1,
        ("AlertsPublished", ()): 1,
        ("AlertsPublished", (("AlertType", "HIGH"),)): 1,
    }
    assert "secret words" not in caplog.text
    (refused,) = [each for each in caplog.records if each.message == "invalid message"]
    assert (refused.message_id, refused.reason) == ("m-2", "bad_price")  # type: ignore[attr-defined]


def test_a_crash_between_store_and_publish_is_repaired_by_the_next_delivery(
    published: Callable[[], list[dict[str, Any]]],
    fresh_handler: Load,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    handler = fresh_handler("data_processor")
    event = {"Records": [record("m-1", {"symbol": "X", "price": 49})]}

    def die(_alerts: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(handler.PROCESSOR.topic, "publish", die)
        with pytest.raises(KeyboardInterrupt):
            handler.lambda_handler(event, CONTEXT)
    assert published() == []

    assert handler.lambda_handler(event, CONTEXT) == {"batchItemFailures": []}
    (notice,) = published()
    assert notice["alert_type"] == "LOW"


@pytest.mark.usefixtures("published")
def test_when_the_table_fails_the_message_is_received_again(
    fresh_handler: Load, caplog: pytest.LogCaptureFixture
) -> None:
    import boto3  # noqa: PLC0415

    boto3.client("dynamodb").delete_table(TableName="market-alerts-dev")
    event = {"Records": [record("m-1", {"symbol": "X", "price": 49})]}
    answer = fresh_handler("data_processor").lambda_handler(event, CONTEXT)

    assert answer == {"batchItemFailures": [{"itemIdentifier": "m-1"}]}
    (line,) = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert line.messages == ["m-1"]  # type: ignore[attr-defined]
