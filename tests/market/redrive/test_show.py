"""A dead letter is shown with its reason, is safe to look at, and stays in its queue."""

import json
import time
from typing import Any

import pytest

from gitops.adapters import cloud as clouds
from gitops.adapters.cloud import Cloud
from gitops.commands.options import CloudName
from market.commands.redrive import redrive
from tests.localcloud.conftest import Client, CreateFunction, poll
from tests.market.redrive.conftest import Remaining

HOSTILE = "\x1b[2J\u202e [bold]"
FAILS = f"def handler(event, context): raise ValueError('no price' + {HOSTILE!r})"


@pytest.fixture(autouse=True)
def _where(where: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    """The embedded cloud of the test is the one that runs."""
    monkeypatch.setattr(clouds, "find", lambda _name: where)


def _shown(function: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    redrive(function, "dev", CloudName.local, show=True)
    printed = capsys.readouterr().out
    assert "\x1b" not in printed
    return printed.splitlines()


def test_an_event_has_the_error_of_its_function(
    client: Client,
    create_function: CreateFunction,
    remaining: Remaining,
    capsys: pytest.CaptureFixture[str],
) -> None:
    queue = "webhook-processor-dlq-dev"
    client("sqs").create_queue(QueueName=queue)
    target = {"TargetArn": f"arn:aws:sqs:us-east-1:123456789012:{queue}"}
    create_function("webhook-processor-dev", FAILS, DeadLetterConfig=target)
    answer = client("lambda").invoke(
        FunctionName="webhook-processor-dev", InvocationType="Event", Payload=b'{"id": 1}'
    )
    request = answer["ResponseMetadata"]["RequestId"]
    poll(lambda: remaining(queue))

    head, reason, body, total = _shown("webhook-processor", capsys)

    assert "received" in head
    assert reason == f"  no price\\x1b[2J\\u202e [bold] (request {request})"
    assert body == '  {"id": 1}'
    assert total == f"1 of 1 messages in {queue}; redrive them with --apply."
    assert remaining(queue) == ['{"id": 1}']


# As Lambda writes it: https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
RECORD = {
    "requestContext": {
        "requestId": "316aa6d0", "functionArn": "arn", "condition": "RetryAttemptsExhausted",
        "approximateInvokeCount": 3,
    },
    "DDBStreamBatchInfo": {"startSequenceNumber": "800000000003", "batchSize": 2},
}  # fmt: skip
OWN = {
    "ErrorType": {"DataType": "String", "StringValue": "Unprocessable"},
    "ErrorMessage": {"DataType": "String", "StringValue": "no price"},
}


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (
            {"MessageBody": json.dumps(RECORD)},
            (
                "RetryAttemptsExhausted after 3 invocations: 2 records from 800000000003 on"
                " (request 316aa6d0)"
            ),
        ),
        ({"MessageBody": "{}", "MessageAttributes": OWN}, "Unprocessable: no price"),
        (
            {"MessageBody": "no JSON"},
            "received 1 times; the log of price-enricher-dev no longer says why",
        ),
        pytest.param(
            {"MessageBody": "[" * 100_000},
            "received 1 times; the log of price-enricher-dev no longer says why",
            id="too deep",
        ),
    ],
)
def test_a_record_has_the_reason_that_its_message_names(
    client: Client, capsys: pytest.CaptureFixture[str], message: dict[str, Any], reason: str
) -> None:
    url = client("sqs").create_queue(QueueName="price-enricher-dlq-dev")["QueueUrl"]
    client("sqs").send_message(QueueUrl=url, **message)

    assert _shown("price-enricher", capsys)[1] == f"  {reason}"


def test_about_a_message_that_sqs_moved_the_log_tells_the_reason(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    url = client("sqs").create_queue(QueueName="market-data-dlq-dev")["QueueUrl"]
    message = client("sqs").send_message(QueueUrl=url, MessageBody="{")["MessageId"]
    logs, group = client("logs"), "/aws/lambda/data-processor-dev"
    logs.create_log_group(logGroupName=group)
    logs.create_log_stream(logGroupName=group, logStreamName="s")
    line = {"message": "invalid message", "message_id": message, "reason": "not_json"}
    event = {"timestamp": time.time_ns() // 1_000_000, "message": json.dumps(line)}
    logs.put_log_events(logGroupName=group, logStreamName="s", logEvents=[event])

    assert _shown("data-processor", capsys)[1] == "  invalid message: not_json"
