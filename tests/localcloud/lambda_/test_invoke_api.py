"""The Invoke API, as https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html describes it."""

import base64
import json
import threading
from collections.abc import Callable
from typing import Any

import pytest

Client = Callable[[str], Any]
CreateFunction = Callable[..., str]

ECHO = """
def handler(event, context):
    return {
        "event": event,
        "name": context.function_name,
        "version": context.function_version,
        "arn": context.invoked_function_arn,
        "memory": context.memory_limit_in_mb,
        "request_id": context.aws_request_id,
        "log_group": context.log_group_name,
    }
"""
FAILING = """
def handler(event, context):
    print("about to fail")
    raise ValueError("intended")
"""
SLEEPING = """
import time
def handler(event, context):
    time.sleep(event["seconds"])
"""


def test_a_function_gets_its_event_and_context_and_its_answer_comes_back(
    client: Client, create_function: CreateFunction
) -> None:
    arn = create_function("echo", ECHO, MemorySize=256)
    answer = client("lambda").invoke(FunctionName="echo", Payload=b'{"price": "1.50"}')
    payload = json.load(answer["Payload"])
    assert (answer["StatusCode"], answer["ExecutedVersion"]) == (200, "$LATEST")
    assert "FunctionError" not in answer
    assert payload == {
        "event": {"price": "1.50"},
        "name": "echo",
        "version": "$LATEST",
        "arn": arn,
        "memory": "256",
        "request_id": answer["ResponseMetadata"]["RequestId"],
        "log_group": "/aws/lambda/echo",
    }


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("echo", id="a name"),
        pytest.param("arn:aws:lambda:us-east-1:123456789012:function:echo", id="an ARN"),
        pytest.param("echo:$LATEST", id="a name with a qualifier"),
        pytest.param(
            "arn:aws:lambda:us-east-1:123456789012:function:echo:$LATEST",
            id="an ARN with a qualifier",
        ),
    ],
)
def test_a_function_is_found_by(name: str, client: Client, create_function: CreateFunction) -> None:
    create_function("echo", ECHO)
    answer = client("lambda").invoke(FunctionName=name)
    assert json.load(answer["Payload"])["event"] == {}


def test_a_published_version_keeps_its_configuration(
    client: Client, create_function: CreateFunction
) -> None:
    create_function("echo", ECHO, MemorySize=128)
    lambda_ = client("lambda")
    lambda_.publish_version(FunctionName="echo")
    lambda_.update_function_configuration(FunctionName="echo", MemorySize=512)
    old = lambda_.invoke(FunctionName="echo", Qualifier="1")
    new = lambda_.invoke(FunctionName="echo")
    assert old["ExecutedVersion"] == "1"
    assert json.load(old["Payload"])["memory"] == "128"
    assert json.load(new["Payload"])["memory"] == "512"


def test_an_exception_is_an_unhandled_function_error_with_the_recorded_document(
    client: Client, create_function: CreateFunction, recorded: Callable[[str, str], Any]
) -> None:
    create_function("failing", FAILING)
    answer = client("lambda").invoke(FunctionName="failing")
    document = json.load(answer["Payload"])
    on_aws = recorded("lambda_destinations", "TestLambdaDLQ::test_dead_letter_queue")
    assert (answer["StatusCode"], answer["FunctionError"]) == (200, "Unhandled")
    assert document.keys() == on_aws["invoke_result"]["Payload"].keys()
    assert document["errorType"] == "ValueError"
    assert document["errorMessage"] == "intended"
    assert document["requestId"] == answer["ResponseMetadata"]["RequestId"]


def test_the_log_tail_comes_back_only_when_asked_for(
    client: Client, create_function: CreateFunction
) -> None:
    create_function("failing", FAILING)
    without = client("lambda").invoke(FunctionName="failing")
    answer = client("lambda").invoke(FunctionName="failing", LogType="Tail")
    lines = base64.b64decode(answer["LogResult"]).decode().splitlines()
    request_id = answer["ResponseMetadata"]["RequestId"]
    assert "LogResult" not in without
    assert lines[:2] == [
        f"START RequestId: {request_id} Version: $LATEST",
        "about to fail",
    ]
    assert lines[2] == "[ERROR] ValueError: intended"
    assert lines[-2] == f"END RequestId: {request_id}"
    assert lines[-1].startswith(f"REPORT RequestId: {request_id}\tDuration: ")


def test_the_log_tail_is_at_most_4_kb(client: Client, create_function: CreateFunction) -> None:
    create_function("talkative", "def handler(e, c): print('x' * 10_000)")
    answer = client("lambda").invoke(FunctionName="talkative", LogType="Tail")
    assert len(base64.b64decode(answer["LogResult"])) == 4096


def test_a_dry_run_checks_and_runs_nothing(client: Client, create_function: CreateFunction) -> None:
    create_function("failing", FAILING)
    answer = client("lambda").invoke(FunctionName="failing", InvocationType="DryRun")
    events = client("logs").filter_log_events(logGroupName="/aws/lambda/failing")["events"]
    assert (answer["StatusCode"], events) == (204, [])


@pytest.mark.parametrize("kind", ["RequestResponse", "Event", "DryRun"])
def test_a_missing_function_is_not_found_by_an_invocation_of_type(
    kind: str, client: Client
) -> None:
    lambda_ = client("lambda")
    with pytest.raises(lambda_.exceptions.ResourceNotFoundException) as error:
        lambda_.invoke(FunctionName="nobody", InvocationType=kind)
    assert error.value.response["Error"]["Message"] == (
        "Function not found: arn:aws:lambda:us-east-1:123456789012:function:nobody"
    )


def test_a_payload_that_is_no_json_is_rejected(
    client: Client, create_function: CreateFunction
) -> None:
    create_function("echo", ECHO)
    lambda_ = client("lambda")
    with pytest.raises(lambda_.exceptions.InvalidRequestContentException) as error:
        lambda_.invoke(FunctionName="echo", Payload=b"{'single': 'quotes'}")
    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_invocations_above_the_reserved_concurrency_are_throttled(
    client: Client, create_function: CreateFunction, eventually: Callable[..., Any]
) -> None:
    create_function("sleeping", SLEEPING)
    lambda_ = client("lambda")
    lambda_.put_function_concurrency(FunctionName="sleeping", ReservedConcurrentExecutions=1)
    running = threading.Thread(
        target=lambda_.invoke, kwargs={"FunctionName": "sleeping", "Payload": b'{"seconds": 2}'}
    )
    running.start()
    logs = client("logs")
    eventually(lambda: logs.filter_log_events(logGroupName="/aws/lambda/sleeping")["events"])
    with pytest.raises(lambda_.exceptions.TooManyRequestsException) as error:
        lambda_.invoke(FunctionName="sleeping", Payload=b'{"seconds": 0}')
    running.join()
    answer = error.value.response
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 429
    assert answer["Reason"] == "ReservedFunctionConcurrentInvocationLimitExceeded"


def test_a_function_with_reserved_concurrency_zero_never_runs(
    client: Client, create_function: CreateFunction
) -> None:
    create_function("echo", ECHO)
    lambda_ = client("lambda")
    lambda_.put_function_concurrency(FunctionName="echo", ReservedConcurrentExecutions=0)
    with pytest.raises(lambda_.exceptions.TooManyRequestsException):
        lambda_.invoke(FunctionName="echo")


def test_a_function_can_invoke_another_through_the_same_endpoint(
    client: Client, create_function: CreateFunction
) -> None:
    caller = """
import boto3, json
client = boto3.client("lambda")
def handler(event, context):
    return json.load(client.invoke(FunctionName="echo", Payload=b'{"from": "caller"}')["Payload"])
"""
    create_function("echo", ECHO)
    create_function("caller", caller)
    answer = client("lambda").invoke(FunctionName="caller")
    assert json.load(answer["Payload"])["event"] == {"from": "caller"}


def test_an_answer_above_6_mb_is_an_error_of_the_function(
    client: Client, create_function: CreateFunction
) -> None:
    create_function("large", "def handler(e, c): return 'x' * 6_300_000")
    answer = client("lambda").invoke(FunctionName="large")
    document = json.load(answer["Payload"])
    assert answer["FunctionError"] == "Unhandled"
    assert document["errorType"] == "Function.ResponseSizeTooLarge"
    assert document["errorMessage"] == (
        "Response payload size exceeded maximum allowed payload size (6291556 bytes)."
    )
