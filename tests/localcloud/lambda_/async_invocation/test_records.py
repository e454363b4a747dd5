"""Asynchronous invocation: the records that destinations get, as recorded from AWS.

https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html and its two neighbours,
invocation-async-error-handling.html and invocation-async-retain-records.html.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.localcloud.lambda_.async_invocation.worker import (
    ACCOUNT,
    SOURCE,
    WORKER,
    Client,
    CreateFunction,
    Eventually,
    Recorded,
    configure,
    same_shape,
    send,
    without_trace,
)


@pytest.mark.parametrize(
    ("scenario", "settings", "event"),
    [
        pytest.param(
            "TestLambdaDestinationSqs::test_assess_lambda_destination_invocation[payload1]",
            {"MaximumRetryAttempts": 0},
            {"raise_error": 1},
            id="a failure without retries",
        ),
        pytest.param(
            "TestLambdaDestinationSqs::test_lambda_destination_default_retries",
            {},
            {"raise_error": 1},
            id="a failure after the default two retries",
        ),
    ],
)
def test_the_failure_record_is_the_one_that_aws_sends_for(  # noqa: PLR0917 (pytest passes by name)
    scenario: str,
    settings: dict[str, Any],
    event: dict[str, Any],
    client: Client,
    create_function: CreateFunction,
    queue: str,
    received: Callable[[], Any],
    recorded: Recorded,
) -> None:
    create_function("worker", SOURCE)
    configure(client, DestinationConfig={"OnFailure": {"Destination": queue}}, **settings)
    request_id = send(client, event)
    record = json.loads(received()["Body"])
    [on_aws] = recorded("lambda_destinations", scenario)["receive_message_result"]["Messages"]
    same_shape(without_trace(on_aws["Body"]), without_trace(record))
    assert record["requestContext"]["requestId"] == request_id
    assert record["requestContext"]["functionArn"] == f"{WORKER}:$LATEST"


def test_the_success_record_is_the_one_that_aws_sends(
    client: Client,
    create_function: CreateFunction,
    queue: str,
    received: Callable[[], Any],
    recorded: Recorded,
) -> None:
    create_function("worker", SOURCE)
    configure(client, DestinationConfig={"OnSuccess": {"Destination": queue}})
    request_id = send(client, {})
    record = json.loads(received()["Body"])
    scenario = "TestLambdaDestinationSqs::test_assess_lambda_destination_invocation[payload0]"
    [on_aws] = recorded("lambda_destinations", scenario)["receive_message_result"]["Messages"]
    answer = {"event": {}, "context": {"aws_request_id": request_id}}
    same_shape(on_aws["Body"] | {"responsePayload": answer}, record)


@pytest.mark.parametrize(
    ("age_s", "message", "runs"),
    [
        pytest.param(60, "no_retry_failure_message", 1, id="no time for the first retry"),
        pytest.param(180, "single_retry_failure_message", 2, id="no time for the second retry"),
    ],
)
def test_an_event_whose_next_attempt_would_come_too_late_is_discarded_as_recorded(  # noqa: PLR0917 (pytest passes by name)
    age_s: int,
    message: str,
    runs: int,
    client: Client,
    create_function: CreateFunction,
    queue: str,
    received: Callable[[], Any],
    recorded: Recorded,
) -> None:
    create_function("worker", SOURCE)
    configure(
        client,
        MaximumEventAgeInSeconds=age_s,
        DestinationConfig={"OnFailure": {"Destination": queue}},
    )
    send(client, {"raise_error": 1})
    record = json.loads(received()["Body"])
    scenario = "TestLambdaDestinationSqs::test_maxeventage"
    on_aws = recorded("lambda_destinations", scenario)[message]["Body"]
    assert record["requestContext"]["condition"] == on_aws["requestContext"]["condition"]
    assert record["requestContext"]["approximateInvokeCount"] == runs
    assert on_aws["requestContext"]["approximateInvokeCount"] == runs


def test_a_success_record_reaches_the_subscribers_of_a_topic_that_filter_its_body(
    client: Client, create_function: CreateFunction, queue: str, received: Callable[[], Any]
) -> None:
    sns = client("sns")
    topic = sns.create_topic(Name="success")["TopicArn"]
    sns.subscribe(
        TopicArn=topic,
        Protocol="sqs",
        Endpoint=queue,
        Attributes={
            "FilterPolicyScope": "MessageBody",
            "FilterPolicy": '{"responsePayload": {"event": {"status": ["accepted"]}}}',
        },
    )
    create_function("worker", SOURCE)
    configure(client, DestinationConfig={"OnSuccess": {"Destination": topic}})
    send(client, {"status": "rejected"})
    send(client, {"status": "accepted"})
    notification = json.loads(received()["Body"])
    record = json.loads(notification["Message"])
    assert notification["TopicArn"] == topic
    assert record["requestPayload"] == {"status": "accepted"}


def test_a_record_can_go_to_another_function(
    client: Client, create_function: CreateFunction, eventually: Eventually
) -> None:
    create_function("worker", SOURCE)
    listener = create_function("listener", "def handler(e, c): print(e['requestPayload'])")
    configure(client, DestinationConfig={"OnSuccess": {"Destination": listener}})
    send(client, {"number": 7})
    logs = client("logs")

    def heard() -> Any:
        events = logs.filter_log_events(logGroupName="/aws/lambda/listener")["events"]
        return "{'number': 7}" in [event["message"] for event in events]

    assert eventually(heard)


def test_a_deleted_destination_loses_the_record_and_nothing_else(
    client: Client,
    create_function: CreateFunction,
    queue: str,
    received: Callable[[], Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    gone = f"arn:aws:sqs:us-east-1:{ACCOUNT}:gone"
    create_function("worker", SOURCE, DeadLetterConfig={"TargetArn": queue})
    configure(
        client, MaximumRetryAttempts=0, DestinationConfig={"OnFailure": {"Destination": gone}}
    )
    send(client, {"raise_error": 1})
    assert json.loads(received()["Body"]) == {"raise_error": 1}
    assert f"{gone} rejected a record" in caplog.text
