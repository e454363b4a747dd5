"""Functions that are killed during a call, and events that are duplicated or delayed."""

import json
import time
from collections.abc import Callable
from typing import Any, ClassVar

import pytest

from localcloud.cloudwatch import store as metrics
from tests.localcloud.conftest import Client, CreateFunction, Permit, poll
from tests.localcloud.fault_injection.conftest import Inject

# Writes one item for each of its calls: the order in which events arrived.
WRITER = """
import boto3
table = boto3.resource("dynamodb").Table("table")
def handler(event, context):
    message = event["Records"][0]["Sns"]["Message"] if "Records" in event else event["message"]
    for step in ("first", "second"):
        table.update_item(
            Key={"id": f"{message}-{step}"},
            UpdateExpression="ADD runs :one",
            ExpressionAttributeValues={":one": 1},
        )
"""


@pytest.fixture
def writer(client: Client, create_function: CreateFunction) -> str:
    client("dynamodb").create_table(
        TableName="table",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    return create_function("writer", WRITER)


def _runs(client: Client) -> dict[str, int]:
    items = client("dynamodb").scan(TableName="table")["Items"]
    return {item["id"]["S"]: int(item["runs"]["N"]) for item in items}


def _invoke(client: Client, message: str) -> dict[str, Any]:
    payload = json.dumps({"message": message}).encode()
    answer: dict[str, Any] = client("lambda").invoke(FunctionName="writer", Payload=payload)
    return answer


@pytest.mark.parametrize(
    ("effect", "written"), [("kill", {"a-first"}), ("kill_after", {"a-first", "a-second"})]
)
def test_a_function_is_killed_before_or_after_a_call_is_served(
    client: Client, writer: str, inject: Inject, effect: str, written: set[str]
) -> None:
    assert writer
    rule = {"operation": "dynamodb.UpdateItem", "caller": "writer", "effect": effect}
    inject({**rule, "skip": 1, "times": 1})

    assert _invoke(client, "a")["FunctionError"] == "Unhandled"
    assert set(_runs(client)) == written

    assert "FunctionError" not in _invoke(client, "b")


def test_an_event_may_be_delivered_twice(
    client: Client, writer: str, permit: Permit, inject: Inject
) -> None:
    inject({"operation": "lambda.InvokeAsync", "effect": "duplicate", "times": 1})
    permit("writer", "sns.amazonaws.com")
    topic = client("sns").create_topic(Name="topic")["TopicArn"]
    client("sns").subscribe(TopicArn=topic, Protocol="lambda", Endpoint=writer)

    client("sns").publish(TopicArn=topic, Message="a")

    poll(lambda: _runs(client) == {"a-first": 2, "a-second": 2})


def test_a_throttled_event_waits_and_runs_later(
    client: Client, writer: str, permit: Permit, inject: Inject
) -> None:
    inject({"operation": "lambda.InvokeAsync", "effect": "throttle", "times": 2})
    permit("writer", "sns.amazonaws.com")
    topic = client("sns").create_topic(Name="topic")["TopicArn"]
    client("sns").subscribe(TopicArn=topic, Protocol="lambda", Endpoint=writer)

    client("sns").publish(TopicArn=topic, Message="a")

    poll(lambda: _runs(client) == {"a-first": 1, "a-second": 1})
    assert [rule["hits"] for rule in inject()] == []
    end = metrics.active.minute(time.time()) + 1
    throttles = metrics.metric("AWS/Lambda", "Throttles", {"FunctionName": "writer"})
    (measured,) = metrics.active.spans(throttles, 0, end, end).values()
    assert measured.total == 2


class HeldTimer:
    """A timer that runs when the test says so."""

    held: ClassVar[list["HeldTimer"]] = []
    daemon = False

    def __init__(self, seconds: float, call: Callable[..., None], arguments: Any) -> None:
        self.seconds = seconds
        self._call, self._arguments = call, arguments

    def run(self) -> None:
        self._call(*self._arguments)

    def start(self) -> None:
        self.held.append(self)


def test_an_event_may_be_overtaken(
    client: Client,
    writer: str,
    permit: Permit,
    inject: Inject,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(HeldTimer, "held", [])
    monkeypatch.setattr("localcloud.fault_injection.functions.Timer", HeldTimer)
    inject({"operation": "lambda.InvokeAsync", "effect": "late", "seconds": 1.5, "times": 1})
    permit("writer", "sns.amazonaws.com")
    topic = client("sns").create_topic(Name="topic")["TopicArn"]
    client("sns").subscribe(TopicArn=topic, Protocol="lambda", Endpoint=writer)

    for message in ("a", "b"):
        client("sns").publish(TopicArn=topic, Message=message)

    poll(lambda: "b-second" in _runs(client))
    assert "a-first" not in _runs(client)
    [late] = HeldTimer.held
    assert late.seconds == 1.5
    late.run()
    poll(lambda: "a-second" in _runs(client))
