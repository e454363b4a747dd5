"""The documents about an asynchronous event: destination record and dead-letter message.

Shapes as recorded from AWS in lambda_destinations.json; described in
https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html.
"""

import json
from typing import Any

from localcloud.lambda_.async_invocation.event import AsyncEvent
from localcloud.lambda_.async_invocation.retries import DestinationCondition
from localcloud.lambda_.interface import InvocationResult
from localcloud.lambda_.runtime.platform_events import timestamp

_LONGEST_ERROR_BYTES = 1024


def destination_record(
    event: AsyncEvent, arn: str, condition: DestinationCondition, result: InvocationResult | None
) -> str:
    """The record; `result` is the last attempt's, None if the function never ran."""
    record: dict[str, Any] = {
        "version": "1.0",
        "timestamp": timestamp(),
        "requestContext": {
            "requestId": event.request_id,
            "functionArn": arn,
            "condition": condition.value,
            "approximateInvokeCount": event.attempts,
        },
        "requestPayload": json.loads(event.payload),
    }
    if result is not None:
        record |= _response(result)
    return json.dumps(record)


def dead_letter_attributes(
    event: AsyncEvent, result: InvocationResult | None
) -> dict[str, tuple[str, str]]:
    """The message attributes as name -> (data type, value); the body is the event."""
    code, message = ("200", _error_message(result.payload)) if result else ("429", "Rate Exceeded.")
    return {
        "RequestID": ("String", event.request_id),
        "ErrorCode": ("Number", code),
        "ErrorMessage": ("String", message),
    }


def _response(result: InvocationResult) -> dict[str, Any]:
    context: dict[str, Any] = {"statusCode": 200, "executedVersion": result.executed_version}
    if result.error:
        context["functionError"] = result.error
    return {"responseContext": context, "responsePayload": json.loads(result.payload or b"null")}


def _error_message(payload: bytes) -> str:
    document = json.loads(payload)
    message = document.get("errorMessage") if isinstance(document, dict) else None
    text = str(message) if message else "Unknown"  # SQS rejects an empty attribute value
    return text.encode()[:_LONGEST_ERROR_BYTES].decode(errors="ignore")
