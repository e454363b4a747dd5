"""Asynchronous invocation: how often an event is tried, and its dead-letter message.

https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html and its two neighbours,
invocation-async-error-handling.html and invocation-async-retain-records.html.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.localcloud.lambda_.async_invocation.worker import (
    SOURCE,
    Client,
    CreateFunction,
    Eventually,
    Recorded,
    attempts,
    configure,
    same_shape,
    send,
)

DELETES_ITSELF = """
import boto3
def handler(event, context):
    print("attempt", context.aws_request_id)
    boto3.client("lambda").delete_function(FunctionName=context.function_name)
    raise Exception("There is nobody to try again")
"""


def test_a_failing_event_is_tried_three_times_with_one_request_id_and_then_dead_lettered(
    client: Client,
    create_function: CreateFunction,
    queue: str,
    received: Callable[[], Any],
    recorded: Recorded,
) -> None:
    create_function("worker", SOURCE, DeadLetterConfig={"TargetArn": queue})
    request_id = send(client, {"raise_error": 1})
    message = received()
    on_aws = recorded("lambda_destinations", "TestLambdaDLQ::test_dead_letter_queue")
    [expected] = on_aws["receive_result"]["Messages"]
    assert attempts(client) == [request_id] * 3
    assert json.loads(message["Body"]) == expected["Body"]
    same_shape(expected["MessageAttributes"], message["MessageAttributes"])
    assert message["MessageAttributes"]["RequestID"]["StringValue"] == request_id


def test_a_dead_letter_message_can_go_to_a_topic(
    client: Client, create_function: CreateFunction, queue: str, received: Callable[[], Any]
) -> None:
    # https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
    sns = client("sns")
    topic = sns.create_topic(Name="dead-letters")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue)
    create_function("worker", SOURCE, DeadLetterConfig={"TargetArn": topic})
    configure(client, MaximumRetryAttempts=0)
    request_id = send(client, {"raise_error": 1})
    notification = json.loads(received()["Body"])
    assert json.loads(notification["Message"]) == {"raise_error": 1}
    assert notification["MessageAttributes"] == {
        "RequestID": {"Type": "String", "Value": request_id},
        "ErrorCode": {"Type": "Number", "Value": "200"},
        "ErrorMessage": {"Type": "String", "Value": "Test exception (this is intentional)"},
    }


@pytest.mark.parametrize("retries", [0, 1])
def test_maximum_retry_attempts_bounds_the_attempts(
    retries: int,
    client: Client,
    create_function: CreateFunction,
    queue: str,
    received: Callable[[], Any],
) -> None:
    create_function("worker", SOURCE, DeadLetterConfig={"TargetArn": queue})
    configure(client, MaximumRetryAttempts=retries)
    send(client, {"raise_error": 1})
    received()
    assert len(attempts(client)) == retries + 1


def test_a_function_with_both_gets_a_dead_letter_message_and_a_failure_record(
    client: Client, create_function: CreateFunction, queue: str, received: Callable[[], Any]
) -> None:
    create_function("worker", SOURCE, DeadLetterConfig={"TargetArn": queue})
    configure(
        client, MaximumRetryAttempts=0, DestinationConfig={"OnFailure": {"Destination": queue}}
    )
    send(client, {"raise_error": 1})
    bodies = [json.loads(received()["Body"]) for _ in range(2)]
    assert {"raise_error": 1} in bodies
    assert any("requestContext" in body for body in bodies)


def test_throttled_attempts_are_retried_without_using_up_retries(
    client: Client,
    create_function: CreateFunction,
    queue: str,
    received: Callable[[], Any],
) -> None:
    source = "import time\n" + SOURCE.replace("    print", "    time.sleep(0.3)\n    print")
    create_function("worker", source)
    client("lambda").put_function_concurrency(FunctionName="worker", ReservedConcurrentExecutions=1)
    configure(
        client, MaximumRetryAttempts=0, DestinationConfig={"OnSuccess": {"Destination": queue}}
    )
    sent = {send(client, {"number": number}) for number in range(4)}
    records = [json.loads(received()["Body"]) for _ in sent]
    assert {record["requestContext"]["requestId"] for record in records} == sent
    assert {record["requestContext"]["approximateInvokeCount"] for record in records} == {1}


def test_events_of_a_function_with_reserved_concurrency_zero_are_discarded_at_once(
    client: Client, create_function: CreateFunction, queue: str, received: Callable[[], Any]
) -> None:
    create_function("worker", SOURCE, DeadLetterConfig={"TargetArn": queue})
    client("lambda").put_function_concurrency(FunctionName="worker", ReservedConcurrentExecutions=0)
    send(client, {"number": 1})
    message = received()
    assert json.loads(message["Body"]) == {"number": 1}
    assert message["MessageAttributes"]["ErrorCode"]["StringValue"] == "429"
    assert attempts(client) == []


def test_the_old_invoke_async_operation_accepts_an_event(
    client: Client, create_function: CreateFunction, eventually: Eventually
) -> None:
    create_function("worker", SOURCE)
    answer = client("lambda").invoke_async(FunctionName="worker", InvokeArgs=b'{"old": true}')
    assert answer["Status"] == 202
    assert eventually(lambda: attempts(client))


def test_events_of_a_deleted_function_are_dropped(
    client: Client,
    create_function: CreateFunction,
    eventually: Eventually,
    caplog: pytest.LogCaptureFixture,
) -> None:
    create_function("worker", DELETES_ITSELF)
    request_id = send(client, {"raise_error": 1})
    assert eventually(lambda: f"event {request_id} dropped" in caplog.text)
    assert attempts(client) == [request_id]
