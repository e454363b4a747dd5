"""The messages of a queue in the form in which Lambda hands them to functions."""

import json
from typing import Any

from localcloud.identity import REGION


def lambda_record(message: Any, queue_arn: str) -> dict[str, Any]:
    """Return what Lambda makes of a message that moto has handed out.

    Shape as recorded in ``sqs_mapping.json``; described in
    https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html.
    """
    attributes = {
        name: _attribute(value) for name, value in (message.message_attributes or {}).items()
    }
    digest = {"md5OfMessageAttributes": message.attribute_md5} if attributes else {}
    return {
        "messageId": message.id,
        "receiptHandle": message.receipt_handle,
        "body": message.body,
        "attributes": {
            "ApproximateReceiveCount": str(message.approximate_receive_count),
            "SentTimestamp": str(message.sent_timestamp),
            "SenderId": message.sender_id,
            "ApproximateFirstReceiveTimestamp": str(message.approximate_first_receive_timestamp),
        },
        "messageAttributes": attributes,
        **digest,
        "md5OfBody": message.body_md5,
        "eventSource": "aws:sqs",
        "eventSourceARN": queue_arn,
        "awsRegion": REGION,
    }


def filtered_by(record: dict[str, Any]) -> dict[str, Any]:
    """Return the record as a filter sees it: a body that is JSON is matched by its content.

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
