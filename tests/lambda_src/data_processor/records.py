"""Records of an SQS event, in the shape that AWS recorded."""

import json
from typing import Any

SENT_MS = 1_767_225_600_123  # 2026-01-01T00:00:00.123Z


def record(message_id: str, body: Any, sent_ms: int = SENT_MS) -> dict[str, Any]:
    """One record; a `body` that is no text is written as JSON."""
    return {
        "messageId": message_id,
        "receiptHandle": f"handle of {message_id}",
        "body": body if isinstance(body, str) else json.dumps(body),
        "attributes": {
            "ApproximateReceiveCount": "1",
            "SentTimestamp": str(sent_ms),
            "SenderId": "AIDAEXAMPLE",
            "ApproximateFirstReceiveTimestamp": str(sent_ms + 5),
        },
        "messageAttributes": {},
        "md5OfBody": "",
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:market-data-queue-dev",
        "awsRegion": "us-east-1",
    }
