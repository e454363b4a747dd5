"""The function that the tests of asynchronous invocation call, and what it did."""

import json
from collections.abc import Callable
from typing import Any

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
    """A destination record without its stack trace, which has paths of this machine."""
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
