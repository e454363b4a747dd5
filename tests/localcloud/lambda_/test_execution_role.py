"""Without its role's rights a function neither runs, nor polls, nor sends, nor logs."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.localcloud.conftest import Client, CreateFunction, poll
from tests.localcloud.queues import FROM_SNS

SOURCE = "def handler(event, context):\n    print('ran')\n    return 1\n"
FAILING = "def handler(event, context):\n    raise ValueError\n"
QUEUE = "arn:aws:sqs:us-east-1:123456789012:jobs"
NOT_EXECUTED = (
    "Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to"
    " execute your function."
)
WRITE_LOGS = "logs:CreateLogStream logs:PutLogEvents"
RECEIVE = "sqs:ReceiveMessage sqs:DeleteMessage sqs:GetQueueAttributes"


def grant(client: Client, *actions: str) -> None:
    """Replace all rights of the functions' role."""
    statement = {"Effect": "Allow", "Action": " ".join(actions).split(), "Resource": "*"}
    client("iam").put_role_policy(
        RoleName="worker",
        PolicyName="everything",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
    )


def lines(client: Client) -> list[str]:
    events = client("logs").filter_log_events(logGroupName="/aws/lambda/worker")["events"]
    return [event["message"] for event in events if event["message"] == "ran"]


def refusal(call: Any, **arguments: Any) -> tuple[str, str]:
    with pytest.raises(call.__self__.exceptions.ClientError) as raised:
        call(**arguments)
    error = raised.value.response["Error"]
    return error["Code"], error["Message"]


def test_lines_are_lost_without_the_right_to_write_them(
    client: Client, create_function: CreateFunction
) -> None:
    create_function("worker", SOURCE)
    grant(client, "sts:GetCallerIdentity")
    assert client("lambda").invoke(FunctionName="worker")["Payload"].read() == b"1"
    assert lines(client) == []

    grant(client, WRITE_LOGS)
    client("lambda").invoke(FunctionName="worker")
    assert lines(client) == ["ran"]


def test_a_function_says_that_it_is_its_role(
    client: Client, create_function: CreateFunction
) -> None:
    source = (
        "import boto3\n"
        "def handler(event, context): return boto3.client('sts').get_caller_identity()['Arn']"
    )
    create_function("worker", source)
    answer = json.load(client("lambda").invoke(FunctionName="worker")["Payload"])
    assert answer == "arn:aws:sts::123456789012:assumed-role/worker/worker"


def test_a_role_that_lambda_cannot_assume_runs_nothing(
    client: Client, create_function: CreateFunction
) -> None:
    create_function("worker", SOURCE)
    client("iam").delete_role_policy(RoleName="worker", PolicyName="everything")
    client("iam").delete_role(RoleName="worker")
    text = "The role defined for the function cannot be assumed by Lambda."
    assert refusal(client("lambda").invoke, FunctionName="worker") == (
        "AccessDeniedException",
        text,
    )
    # Terraform's provider retries CreateFunction by the same sentence.
    code, message = refusal(
        client("lambda").update_function_configuration,
        FunctionName="worker", Role="arn:aws:iam::123456789012:role/worker",
    )  # fmt: skip
    assert (code, message) == ("InvalidParameterValueException", text)


@pytest.mark.parametrize(
    ("account", "runs"), [("123456789012", True), ("210987654321", False)], ids=["ours", "another"]
)
def test_a_role_may_ask_for_which_account_lambda_assumes_it(
    client: Client, create_function: CreateFunction, account: str, runs: bool
) -> None:
    create_function("worker", SOURCE)
    trust = {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": {"Service": "lambda.amazonaws.com"},
        "Condition": {"StringEquals": {"aws:SourceAccount": account}},
    }
    client("iam").update_assume_role_policy(
        RoleName="worker",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
    )

    if runs:
        assert client("lambda").invoke(FunctionName="worker")["Payload"].read() == b"1"
    else:
        code, message = refusal(client("lambda").invoke, FunctionName="worker")
        assert code == "AccessDeniedException"
        assert message == "The role defined for the function cannot be assumed by Lambda."


def test_a_role_made_anew_decrypts_the_variables_by_its_own_right_only(
    client: Client, create_function: CreateFunction, make_role: Callable[[Any], str]
) -> None:
    key = client("kms").create_key()["KeyMetadata"]["Arn"]
    create_function("worker", SOURCE, KMSKeyArn=key, Environment={"Variables": {"NAME": "x"}})
    client("iam").delete_role_policy(RoleName="worker", PolicyName="everything")
    client("iam").delete_role(RoleName="worker")
    make_role(client("iam"))

    # The grant of the function's creator is for the former role.
    grant(client, WRITE_LOGS)
    code, message = refusal(client("lambda").invoke, FunctionName="worker")
    assert code == "KMSAccessDeniedException"
    assert "is not authorized to perform: kms:Decrypt" in message

    grant(client, WRITE_LOGS, "kms:Decrypt")
    assert client("lambda").invoke(FunctionName="worker")["Payload"].read() == b"1"


def test_a_queue_is_polled_only_with_the_rights_to_receive(
    client: Client, create_function: CreateFunction
) -> None:
    create_function("worker", SOURCE)
    url = client("sqs").create_queue(QueueName="jobs")["QueueUrl"]
    grant(client, WRITE_LOGS)
    mapping = {"FunctionName": "worker", "EventSourceArn": QUEUE}
    # Recorded in https://github.com/anomalyco/sst/issues/5737; the provider retries by it.
    assert refusal(client("lambda").create_event_source_mapping, **mapping) == (
        "InvalidParameterValueException",
        "The function execution role does not have permissions to call ReceiveMessage on SQS",
    )
    grant(client, WRITE_LOGS, RECEIVE)
    client("lambda").create_event_source_mapping(**mapping)
    client("sqs").send_message(QueueUrl=url, MessageBody="x")
    poll(lambda: lines(client))

    grant(client, WRITE_LOGS)
    poll(lambda: stays(client, url))  # a poll under way may still take one


def test_a_mapping_is_updated_only_with_the_rights_to_read_its_source(
    client: Client, create_function: CreateFunction
) -> None:
    create_function("worker", SOURCE)
    client("sqs").create_queue(QueueName="jobs")
    table = client("dynamodb").create_table(
        TableName="prices",
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
    )["TableDescription"]
    create, update = (getattr(client("lambda"), f"{verb}_event_source_mapping")
                      for verb in ("create", "update"))  # fmt: skip
    stream = table["LatestStreamArn"]
    of_queue = create(FunctionName="worker", EventSourceArn=QUEUE)["UUID"]
    of_stream = create(FunctionName="worker", EventSourceArn=stream, StartingPosition="LATEST")
    grant(client, WRITE_LOGS)

    code, message = refusal(update, UUID=of_queue, BatchSize=5)
    assert code == "InvalidParameterValueException"
    assert message.endswith("role does not have permissions to call ReceiveMessage on SQS")
    code, message = refusal(update, UUID=of_stream["UUID"], BatchSize=5)
    assert code == "InvalidParameterValueException"
    assert message.startswith(f"Cannot access stream {stream}. Please ensure the role can perform")

    grant(client, WRITE_LOGS, RECEIVE)
    assert update(UUID=of_queue, BatchSize=5)["BatchSize"] == 5


def stays(client: Client, url: str) -> bool:
    """Whether a message that is sent now is there for another receiver."""
    client("sqs").send_message(QueueUrl=url, MessageBody="y")
    time.sleep(1)  # several times the poller's interval
    return "Messages" in client("sqs").receive_message(QueueUrl=url)


def test_a_dead_letter_needs_the_right_to_send_it(
    client: Client, create_function: CreateFunction
) -> None:
    create_function("worker", FAILING)
    client("sqs").create_queue(QueueName="jobs")
    grant(client, WRITE_LOGS)
    letters = {"DeadLetterConfig": {"TargetArn": QUEUE}}
    # Recorded; a policy of the queue that lets the function in does not help.
    assert refusal(
        client("lambda").update_function_configuration, FunctionName="worker", **letters
    ) == (
        "InvalidParameterValueException",
        "The provided execution role does not have permissions to call SendMessage on SQS",
    )
    grant(client, WRITE_LOGS, "sqs:SendMessage")
    client("lambda").update_function_configuration(FunctionName="worker", **letters)


def test_a_destination_needs_the_right_to_reach_it(
    client: Client, create_function: CreateFunction
) -> None:
    create_function("worker", SOURCE)
    client("sqs").create_queue(QueueName="jobs", Attributes=FROM_SNS)
    grant(client, WRITE_LOGS)
    code, message = refusal(
        client("lambda").put_function_event_invoke_config,
        FunctionName="worker", DestinationConfig={"OnFailure": {"Destination": QUEUE}},
    )  # fmt: skip
    assert code == "InvalidParameterValueException"
    assert message == (
        "The function's execution role does not have permissions to call SendMessage on " + QUEUE
    )


def test_logs_need_the_permission_to_invoke_the_function(
    client: Client, create_function: CreateFunction
) -> None:
    arn = create_function("worker", SOURCE)
    client("logs").create_log_group(logGroupName="/app")
    assert refusal(
        client("logs").put_subscription_filter,
        logGroupName="/app", filterName="all", filterPattern="", destinationArn=arn,
    ) == (
        "InvalidParameterException",
        NOT_EXECUTED,
    )  # fmt: skip
