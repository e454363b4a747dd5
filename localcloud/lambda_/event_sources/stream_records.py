"""The records of a DynamoDB stream in the shape of Lambda events."""

import json
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from moto.dynamodb.models.utilities import dynamo_json_dump

from localcloud.lambda_.event_sources.item_size import item_bytes

_VERSION = "1.1"


@dataclass(frozen=True)
class StreamRecord:
    """One record: index in the shard, creation time in epoch seconds, shape in Lambda's event."""

    index: int
    created_s: float
    event: dict[str, Any]

    @property
    def sequence_number(self) -> str:
        """The identifier by which a function reports the record as failed."""
        number: str = self.event["dynamodb"]["SequenceNumber"]
        return number


def lambda_record(index: int, stored: dict[str, Any], stream_arn: str) -> StreamRecord:
    """A record that moto stored, in the shape of Lambda's event.

    Shape as recorded in dynamodb_stream_mapping.json; described in
    https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html.
    """
    change = stored["dynamodb"]
    # moto stores naive UTC.
    created_s = change["ApproximateCreationDateTime"].replace(tzinfo=UTC).timestamp()
    event = {
        "eventID": stored["eventID"],
        "eventName": stored["eventName"],
        "eventVersion": _VERSION,
        "eventSource": "aws:dynamodb",
        "awsRegion": stream_arn.split(":")[3],
        "dynamodb": _change(change, created_s),
        "eventSourceARN": stream_arn,
    }
    if "userIdentity" in stored:  # a deletion by TTL
        event["userIdentity"] = stored["userIdentity"]
    return StreamRecord(index, created_s, event)


def _change(stored: dict[str, Any], created_s: float) -> dict[str, Any]:
    keys = _plain(stored["Keys"])
    images: dict[str, Any] = {
        name: _plain(stored[name]) for name in ("NewImage", "OldImage") if name in stored
    }
    return {
        # Whole seconds as a float: Lambda's events read 1563200821.0 in Python.
        "ApproximateCreationDateTime": float(int(created_s)),
        "Keys": keys,
        **images,
        "SequenceNumber": stored["SequenceNumber"],
        # Recorded sizes are the keys plus every image that the view type includes.
        "SizeBytes": item_bytes(keys) + sum(map(item_bytes, images.values())),
        "StreamViewType": stored["StreamViewType"],
    }


def _plain(image: dict[str, Any]) -> dict[str, Any]:
    """An image as plain JSON: moto's has types of its own, and bytes for binary values."""
    plain: dict[str, Any] = json.loads(dynamo_json_dump(image))
    return plain
