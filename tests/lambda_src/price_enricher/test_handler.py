"""The entry point of price-enricher, from the stream's event to table, queue and topic."""

import json
from collections.abc import Callable
from types import ModuleType, SimpleNamespace
from typing import Any

import boto3
import pytest
from awslambdaric.lambda_runtime_log_utils import JsonFormatter

from tests import events
from tests.lambda_src.shared.metrics import recorded

CONTEXT = SimpleNamespace(
    aws_request_id="request-1",
    invoked_function_arn="arn:aws:lambda:us-east-1:123456789012:function:price-enricher-dev",
    function_version="$LATEST",
)


class Account:
    """The table, the queue and a listener on the topic."""

    def __init__(self, table: Any) -> None:
        self.table = table
        self.sqs: Any = boto3.client("sqs")
        self.dead_letter_queue = self.sqs.create_queue(QueueName="price-enricher-dlq-dev")[
            "QueueUrl"
        ]
        self.listener = self.sqs.create_queue(QueueName="listener")["QueueUrl"]
        sns = boto3.client("sns")
        self.topic = sns.create_topic(Name="price-updates-success-dev")["TopicArn"]
        arn = "arn:aws:sqs:us-east-1:123456789012:listener"
        raw = {"RawMessageDelivery": "true"}
        sns.subscribe(TopicArn=self.topic, Protocol="sqs", Endpoint=arn, Attributes=raw)

    def store(self, event: dict[str, Any]) -> None:
        for record in event["Records"]:
            self.table.put_item(TableName="crypto-prices-dev", Item=record["dynamodb"]["NewImage"])

    def items(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.table.scan(TableName="crypto-prices-dev")["Items"]
        return found

    def received(self, url: str) -> list[dict[str, Any]]:
        answer = self.sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
        )
        messages: list[dict[str, Any]] = answer.get("Messages", [])
        return messages


@pytest.fixture
def account(table: Any) -> Account:
    return Account(table)


@pytest.fixture
def handler(
    account: Account,
    monkeypatch: pytest.MonkeyPatch,
    fresh_handler: Callable[[str], ModuleType],
) -> ModuleType:
    monkeypatch.setenv("DEAD_LETTER_QUEUE_URL", account.dead_letter_queue)
    monkeypatch.setenv("SUCCESS_TOPIC_ARN", account.topic)
    return fresh_handler("price_enricher")


@pytest.mark.parametrize(
    ("event", "enriched", "dead"),
    [
        pytest.param("stream_three_inserts", 3, 0, id="all good"),
        pytest.param("stream_poison_between", 2, 1, id="one bad"),
        pytest.param("stream_all_poison", 0, 2, id="all bad"),
        pytest.param("stream_own_write", 0, 0, id="an own write"),
        pytest.param("stream_empty", 0, 0, id="empty"),
    ],
)
def test_a_recorded_batch_is_processed(
    handler: ModuleType, account: Account, event: str, enriched: int, dead: int
) -> None:
    content = events.load(event)
    account.store(content)

    answer = handler.lambda_handler(content, CONTEXT)

    assert answer == {"batchItemFailures": []}
    assert sum("enriched_at" in item for item in account.items()) == enriched
    assert len(account.received(account.dead_letter_queue)) == dead
    ticks = [
        tick
        for message in account.received(account.listener)
        for tick in json.loads(message["Body"])["responsePayload"]["ticks"]
    ]
    assert len(ticks) == enriched


def test_a_suspect_price_is_counted_and_logged_without_the_price(
    handler: ModuleType, account: Account, caplog: pytest.LogCaptureFixture
) -> None:
    prices = [*["1000"] * 20, "1600", "1001"]
    records = [_insert(number, price) for number, price in enumerate(prices)]
    account.store({"Records": records})

    handler.lambda_handler({"Records": records}, CONTEXT)

    counts = recorded(caplog.records)
    assert counts["SuspectPrices", ()] == counts["SuspectPrices", (("Exchange", "kraken"),)] == 1
    (line,) = [record for record in caplog.records if record.message == "suspect price"]
    written = json.loads(JsonFormatter().format(line))
    assert (written.pop("timestamp_ms"), written["series"]) == ("1700000000020", "BTC@kraken")
    assert written["deviation"] == "0.6"
    assert "1600" not in json.dumps(written)
    found = {item["price"]["N"]: item.get("deviation") for item in account.items()}
    assert (found["1600"], found["1001"]) == ({"N": "0.6"}, {"N": "0.001"})
    (message,) = account.received(account.listener)
    ticks = json.loads(message["Body"])["responsePayload"]["ticks"]
    assert [tick["price"] for tick in ticks if tick["suspect"]] == ["1600"]


def _insert(number: int, price: str) -> dict[str, Any]:
    image = {
        "symbol": {"S": "BTC@kraken"},
        "timestamp": {"N": str(1_700_000_000_000 + number)},
        "exchange": {"S": "kraken"},
        "price": {"N": price},
        "revision": {"N": "1"},
    }
    return {
        "eventID": str(number),
        "eventName": "INSERT",
        "dynamodb": {"NewImage": image, "SequenceNumber": str(number)},
    }


def test_a_dead_letter_is_the_whole_record_and_why(handler: ModuleType, account: Account) -> None:
    content = events.load("stream_poison_between")
    account.store(content)

    handler.lambda_handler(content, CONTEXT)

    (message,) = account.received(account.dead_letter_queue)
    assert json.loads(message["Body"]) == content["Records"][1]
    attributes = message["MessageAttributes"]
    assert {name: attribute["StringValue"] for name, attribute in attributes.items()} == {
        "ErrorType": "Unprocessable",
        "ErrorMessage": "the item has no usable price",
        "EventId": content["Records"][1]["eventID"],
    }


def test_an_unprocessable_record_is_an_error_line_without_its_payload(
    handler: ModuleType, account: Account, caplog: pytest.LogCaptureFixture
) -> None:
    content = events.load("stream_poison_between")
    account.store(content)

    handler.lambda_handler(content, CONTEXT)

    (record,) = [record for record in caplog.records if record.levelname == "ERROR"]
    line = json.loads(JsonFormatter().format(record))
    assert line["message"] == "record sent to the dead-letter queue"
    assert line["event_id"] == content["Records"][1]["eventID"]
    assert line["UnprocessableRecords"] == 1
    assert "fifty" not in json.dumps(line)


@pytest.mark.parametrize(
    ("gone", "checkpoint"),
    [
        pytest.param("table", 0, id="no table"),
        pytest.param("queue", 1, id="no dead-letter queue"),
        pytest.param("topic", 0, id="no topic"),
    ],
)
def test_an_outage_names_the_checkpoint_and_is_an_error_line(
    handler: ModuleType,
    account: Account,
    caplog: pytest.LogCaptureFixture,
    gone: str,
    checkpoint: int,
) -> None:
    content = events.load("stream_poison_between")
    account.store(content)
    if gone == "table":
        account.table.delete_table(TableName="crypto-prices-dev")
    elif gone == "queue":
        account.sqs.delete_queue(QueueUrl=account.dead_letter_queue)
    else:
        boto3.client("sns").delete_topic(TopicArn=account.topic)

    answer = handler.lambda_handler(content, CONTEXT)

    sequence = content["Records"][checkpoint]["dynamodb"]["SequenceNumber"]
    assert answer == {"batchItemFailures": [{"itemIdentifier": sequence}]}
    line = json.loads(
        JsonFormatter().format(next(r for r in caplog.records if r.message.endswith("early")))
    )
    assert line["level"] == "ERROR"
    assert line["errorType"] == "Unavailable"
    assert line["cause"].startswith("An error occurred")


def test_the_time_of_a_write_is_utc(handler: ModuleType, account: Account) -> None:
    content = events.load("stream_three_inserts")
    account.store(content)

    handler.lambda_handler(content, CONTEXT)

    assert all(
        item["enriched_at"]["S"].endswith("Z") and len(item["enriched_at"]["S"]) == 24
        for item in account.items()
    )
