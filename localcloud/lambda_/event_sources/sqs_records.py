"""The messages of a queue in the shape of Lambda events."""

import json
from typing import Any

from localcloud.account import REGION


def lambda_record(message: Any, queue_arn: str, *, windowed: bool) -> dict[str, Any]:
    """A message received from moto, in the shape of Lambda's event.

    Shape as recorded in sqs_mapping.json: with a batching window a message without attributes
    has a digest of null, without a window it has none; described in
    https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html.
    """
    attributes = {
        name: _attribute(value) for name, value in (message.message_attributes or {}).items()
    }
    digest = message.attribute_md5 if attributes else None
    return {
        "messageId": message.id,
        "receiptHandle": message.receipt_handle,
        "body": message.body,
        "attributes": _system_attributes(message),
        "messageAttributes": attributes,
        **({"md5OfMessageAttributes": digest} if digest or windowed else {}),
        "md5OfBody": message.body_md5,
        "eventSource": "aws:sqs",
        "eventSourceARN": queue_arn,
        "awsRegion": REGION,
    }


def _system_attributes(message: Any) -> dict[str, str]:
    """The system attributes of a message; the optional ones only where they have a value.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
    """
    trace = (message.system_attributes or {}).get("AWSTraceHeader") or {}
    optional = {
        "AWSTraceHeader": trace.get("StringValue"),
        "DeadLetterQueueSourceArn": message.came_from,
        "MessageDeduplicationId": message.deduplication_id,
        "MessageGroupId": message.group_id,
        "SequenceNumber": message.sequence_number,
    }
    return {
        "ApproximateReceiveCount": str(message.approximate_receive_count),
        "SentTimestamp": str(message.sent_timestamp),
        **{name: value for name, value in optional.items() if value},
        "SenderId": message.sender_id,
        "ApproximateFirstReceiveTimestamp": str(message.approximate_first_receive_timestamp),
    }


def filter_view(record: dict[str, Any]) -> dict[str, Any]:
    """The record as filters see it: a JSON body is parsed.

    https://docs.aws.amazon.com/lambda/latest/dg/with-sqs-filtering.html
    """
    try:
        return {**record, "body": json.loads(record["body"])}
    except ValueError:
        return record


def _attribute(attribute: dict[str, Any]) -> dict[str, Any]:
    values = {
        name[0].lower() + name[1:]: attribute[name]
        for name in ("StringValue", "BinaryValue")
        if attribute.get(name) is not None
    }
    lists: dict[str, Any] = {"stringListValues": [], "binaryListValues": []}
    return {**values, **lists, "dataType": attribute["DataType"]}
