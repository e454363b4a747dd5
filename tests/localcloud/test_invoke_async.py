"""Asynchronous invocation: retries, dead letters and destinations, as recorded from AWS.

https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html and its two neighbours,
invocation-async-error-handling.html and invocation-async-retain-records.html.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest

Client = Callable[[str], Any]
CreateFunction = Callable[..., str]
Recorded = Callable[[str, str], Any]
Eventually = Callable[..., Any]

ACCOUNT = "123456789012"
WORKER = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:worker"
SOURCE = """
def handler(event, context):
    print("attempt", context.aws_request_id)
    if event.get("raise_error"):
        raise Exception("Test exception (this is intentional)")
    return {"event": event, "context": {"aws_request_id": context.aws_request_id}}
"""


@pytest.fixture
def queue(client: Client) -> str:
    """The ARN of a queue for what the function leaves behind."""
    client("sqs").create_queue(QueueName="left-behind")
    return f"arn:aws:sqs:us-east-1:{ACCOUNT}:left-behind"


@pytest.fixture
def received(client: Client, eventually: Eventually) -> Callable[[], Any]:
    """Waits for the next message of that queue."""

    def receive() -> Any:
        sqs = client("sqs")
        url = sqs.get_queue_url(QueueName="left-behind")["QueueUrl"]

        def look() -> Any:
            answer = sqs.receive_message(
                QueueUrl=url, MessageAttributeNames=["All"], WaitTimeSeconds=1
            )
            return answer.get("Messages")

        [message] = eventually(look)
        sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return message

    return receive


def send(client: Client, event: Any) -> str:
    answer = client("lambda").invoke(
        FunctionName="worker", InvocationType="Event", Payload=json.dumps(event)
    )
    assert answer["StatusCode"] == 202
    request_id: str = answer["ResponseMetadata"]["RequestId"]
    return request_id


def attempts(client: Client) -> list[str]:
    """The request ids of all runs of the worker."""
    events = client("logs").filter_log_events(logGroupName="/aws/lambda/worker")["events"]
    messages = [event["message"] for event in events]
    return [message.split()[1] for message in messages if message.startswith("attempt ")]


def configure(client: Client, **settings: Any) -> None:
    client("lambda").put_function_event_invoke_config(FunctionName="worker", **settings)


def without_trace(document: Any) -> Any:
    """A destination record without what names the machine it ran on."""
    if isinstance(document["responsePayload"], dict):
        document["responsePayload"].pop("stackTrace", None)
    return document


def same_shape(recorded: Any, ours: Any) -> None:
    """Assert the same keys everywhere, and the same values where the recording is literal."""
    if isinstance(recorded, dict):
        assert ours.keys() == recorded.keys()
        for key, value in recorded.items():
            same_shape(value, ours[key])
    elif not isinstance(recorded, str) or not ("<" in recorded or recorded == "date"):
        assert ours == recorded


def test_a_failing_event_is_tried_three_times_with_one_request_id_and_then_a_dead_letter(
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
    [letter] = on_aws["receive_result"]["Messages"]
    assert attempts(client) == [request_id] * 3
    assert json.loads(message["Body"]) == letter["Body"]
    same_shape(letter["MessageAttributes"], message["MessageAttributes"])
    assert message["MessageAttributes"]["RequestID"]["StringValue"] == request_id


def test_a_dead_letter_can_go_to_a_topic(
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
def test_the_failure_record_is_the_one_that_aws_sends_for(  # noqa: PLR0917 - pytest passes by name
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
def test_an_event_whose_next_attempt_would_come_too_late_is_given_up_as_recorded(  # noqa: PLR0917 - pytest passes by name
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


def test_a_function_with_both_gets_a_dead_letter_and_a_failure_record(
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


def test_events_of_a_function_with_reserved_concurrency_zero_are_given_up_at_once(
    client: Client, create_function: CreateFunction, queue: str, received: Callable[[], Any]
) -> None:
    create_function("worker", SOURCE, DeadLetterConfig={"TargetArn": queue})
    client("lambda").put_function_concurrency(FunctionName="worker", ReservedConcurrentExecutions=0)
    send(client, {"number": 1})
    message = received()
    assert json.loads(message["Body"]) == {"number": 1}
    assert message["MessageAttributes"]["ErrorCode"]["StringValue"] == "429"
    assert attempts(client) == []


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


def test_a_target_that_is_gone_loses_the_record_and_nothing_else(
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
    assert f"{gone} refused a record" in caplog.text


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
    create_function("worker", SOURCE)
    request_id = send(client, {"raise_error": 1})
    eventually(lambda: attempts(client))
    client("lambda").delete_function(FunctionName="worker")
    assert eventually(lambda: f"event {request_id} dropped" in caplog.text)
    assert attempts(client) == [request_id]


def test_a_notification_invokes_a_subscribed_function_in_the_shape_of_sns(
    client: Client, create_function: CreateFunction, eventually: Eventually
) -> None:
    # The example event of https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html.
    sns = client("sns")
    topic = sns.create_topic(Name="operations")["TopicArn"]
    listener = create_function("listener", "import json\ndef handler(e, c): print(json.dumps(e))")
    subscription = sns.subscribe(
        TopicArn=topic, Protocol="lambda", Endpoint=listener, ReturnSubscriptionArn=True
    )["SubscriptionArn"]
    message_id = sns.publish(
        TopicArn=topic,
        Message="hello",
        Subject="greeting",
        MessageAttributes={"kind": {"DataType": "String", "StringValue": "x"}},
    )["MessageId"]
    logs = client("logs")

    def heard() -> Any:
        events = logs.filter_log_events(logGroupName="/aws/lambda/listener")["events"]
        return [event["message"] for event in events if event["message"].startswith("{")]

    [record] = json.loads(eventually(heard)[0])["Records"]
    notification = record["Sns"]
    assert record["EventSource"] == "aws:sns"
    assert record["EventVersion"] == "1.0"
    assert record["EventSubscriptionArn"] == subscription
    assert notification.keys() == {
        "Type",
        "MessageId",
        "TopicArn",
        "Subject",
        "Message",
        "Timestamp",
        "SignatureVersion",
        "Signature",
        "SigningCertUrl",
        "UnsubscribeUrl",
        "MessageAttributes",
    }
    assert (notification["MessageId"], notification["TopicArn"]) == (message_id, topic)
    assert (notification["Subject"], notification["Message"]) == ("greeting", "hello")
    assert notification["MessageAttributes"] == {"kind": {"Type": "String", "Value": "x"}}
