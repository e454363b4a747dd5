"""Why a message is in a dead-letter queue, as far as the message or the log tells."""

import json
from collections.abc import Mapping
from typing import Any

from gitops.adapters.aws import client
from gitops.adapters.cloud import Cloud
from market.redrive.dead_letters import DeadLetterMessage


def reason_of(message: DeadLetterMessage, function: str, cloud: Cloud) -> str:
    """The reason in one sentence; `function` is the name of the function that failed.

    Lambda and price-enricher name it in the attributes of a message, Lambda also in its record of a
    batch; about a message that SQS moved only the function's log knows.
    """
    return (
        _of_attributes(message.attributes)
        or _of_record(message)
        or _of_log(message, function, cloud)
        or f"received {message.receives} times; the log of {function} no longer says why"
    )


def _of_attributes(attributes: Mapping[str, str]) -> str:
    """https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html."""
    if "ErrorMessage" not in attributes:
        return ""
    said = [attributes[name] for name in ("ErrorType", "ErrorMessage") if name in attributes]
    request = f" (request {attributes['RequestID']})" if "RequestID" in attributes else ""
    return f"{': '.join(said)}{request}"


def _of_record(message: DeadLetterMessage) -> str:
    """https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html."""
    try:
        document = message.document
    except ValueError:
        return ""
    context, batch = document.get("requestContext"), document.get("DDBStreamBatchInfo")
    if not isinstance(context, dict) or not isinstance(batch, dict):
        return ""
    return (
        f"{context.get('condition')} after {context.get('approximateInvokeCount')} invocations:"
        f" {batch.get('batchSize')} records from {batch.get('startSequenceNumber')} on"
        f" (request {context.get('requestId')})"
    )


def _of_log(message: DeadLetterMessage, function: str, cloud: Cloud) -> str:
    logs = client(cloud, "logs")
    pages = logs.get_paginator("filter_log_events").paginate(
        logGroupName=f"/aws/lambda/{function}",
        filterPattern=f'{{ $.message_id = "{message.id}" }}',
        startTime=message.sent_ms,
    )
    try:
        found = [json.loads(event["message"]) for page in pages for event in page["events"]]
    except logs.exceptions.ResourceNotFoundException:
        return ""
    return _said(found[-1]) if found else ""


def _said(fields: Mapping[str, Any]) -> str:
    parts = (fields.get(name) for name in ("message", "reason", "cause"))
    return ": ".join(str(part) for part in parts if part)
