"""The shape of stream records in a function's event, and how they become batches.

https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html and
https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html
"""

import dataclasses
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from localcloud.filter_patterns.events import parse_event_pattern
from localcloud.lambda_.event_sources.failure_record import (
    DiscardedRecords,
    DiscardReason,
    failure_record,
)
from localcloud.lambda_.event_sources.item_size import value_bytes
from localcloud.lambda_.event_sources.mapping import DynamoDbMapping, Shard
from localcloud.lambda_.event_sources.stream_batcher import StreamBatcher
from localcloud.lambda_.event_sources.stream_records import lambda_record
from localcloud.lambda_.interface import InvocationResult

STREAM = "arn:aws:dynamodb:us-east-1:123456789012:table/items/stream/2026-11-20T21:00:00.000"
MAPPING = DynamoDbMapping(function_arn="function", stream_arn=STREAM)
BORN = datetime(2026, 11, 20, 21, 0, 0, 123456)  # noqa: DTZ001 (moto stores naive UTC)


def stored(number: int, text: str = "x", **more: Any) -> dict[str, Any]:
    """A record as moto keeps it."""
    key = {"id": {"S": str(number)}}
    return {
        "eventID": f"event-{number}",
        "eventName": "INSERT",
        "eventSource": "aws:dynamodb",
        "eventVersion": "1.0",
        "awsRegion": "us-east-1",
        "dynamodb": {
            "ApproximateCreationDateTime": BORN,
            "StreamViewType": "NEW_AND_OLD_IMAGES",
            "SequenceNumber": str(1000 + number),
            "SizeBytes": 1,
            "Keys": key,
            "NewImage": {**key, "text": {"S": text}},
        },
        **more,
    }


def shard(*records: dict[str, Any]) -> Shard:
    return Shard("shardId-1", [SimpleNamespace(record=each) for each in records])


def test_a_record_has_the_form_that_lambda_gives_it() -> None:
    assert lambda_record(0, stored(1), STREAM).event == {
        "eventID": "event-1",
        "eventName": "INSERT",
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": "us-east-1",
        "dynamodb": {
            "ApproximateCreationDateTime": int(BORN.replace(tzinfo=UTC).timestamp()),
            "Keys": {"id": {"S": "1"}},
            "NewImage": {"id": {"S": "1"}, "text": {"S": "x"}},
            "SequenceNumber": "1001",
            "SizeBytes": 11,
            "StreamViewType": "NEW_AND_OLD_IMAGES",
        },
        "eventSourceARN": STREAM,
    }


def test_the_time_of_a_record_is_a_float_of_whole_seconds() -> None:
    time = lambda_record(0, stored(1), STREAM).event["dynamodb"]["ApproximateCreationDateTime"]

    assert json.dumps(time).endswith(".0")


def test_the_identity_of_a_deletion_by_ttl_is_kept() -> None:
    identity = {"type": "Service", "principalId": "dynamodb.amazonaws.com"}
    assert lambda_record(0, stored(1, userIdentity=identity), STREAM).event["userIdentity"] == (
        identity
    )


def test_sizes_are_those_that_aws_recorded(recorded: Callable[[str, str], Any]) -> None:
    scenarios = [
        "test_dynamodb_event_source_mapping",
        "test_dynamodb_event_filter[content_or_filter]",
        "test_dynamodb_event_filter[numeric_filter]",
        "test_dynamodb_event_filter[exists_false_filter]",
        "test_dynamodb_report_batch_item_failures",
    ]
    contents = [recorded("dynamodb_stream_mapping", scenario) for scenario in scenarios]
    changes = [each["dynamodb"] for each in records_in(contents)]
    assert len(changes) > 10
    for change in changes:
        moto_like = {**stored(1), "dynamodb": {**change, "ApproximateCreationDateTime": BORN}}
        event = lambda_record(0, moto_like, STREAM).event
        assert event["dynamodb"]["SizeBytes"] == change["SizeBytes"], change


def records_in(document: Any) -> Iterator[dict[str, Any]]:
    if isinstance(document, dict):
        yield from document.get("Records", [])
    children = document.values() if isinstance(document, dict) else document
    if isinstance(document, dict | list):
        for child in children:
            yield from records_in(child)


@pytest.mark.parametrize(
    ("value", "size"),
    [
        pytest.param({"S": "ä"}, 2, id="text in UTF-8"),
        pytest.param({"N": "42"}, 2, id="two digits"),
        pytest.param({"N": "-42"}, 3, id="a sign"),
        pytest.param({"N": "100"}, 2, id="zeros at the end do not count"),
        pytest.param({"N": "0.00123"}, 3, id="zeros at the start do not count"),
        pytest.param({"N": "1.5e30"}, 2, id="an exponent"),
        pytest.param({"N": "0"}, 1, id="zero"),
        pytest.param({"B": "Zm9v"}, 3, id="bytes"),
        pytest.param({"BOOL": False}, 1, id="boolean"),
        pytest.param({"NULL": True}, 1, id="null"),
        pytest.param({"SS": ["ab", "c"]}, 3, id="set of texts"),
        pytest.param({"NS": ["1", "234"]}, 5, id="set of numbers"),
        pytest.param({"L": [{"S": "ab"}, {"BOOL": True}]}, 8, id="list"),
        pytest.param({"M": {"k": {"S": "ab"}}}, 7, id="map"),
    ],
)
def test_a_value_has_the_size_that_the_developer_guide_gives(
    value: dict[str, Any], size: int
) -> None:
    assert value_bytes(value) == size


def test_a_batch_holds_at_most_the_batch_size() -> None:
    batcher = StreamBatcher(0, time_scale=1)
    mapping = dataclasses.replace(MAPPING, batch_size=2, window_s=300)
    batcher.read(shard(stored(0), stored(1), stored(2)), mapping)
    assert batcher.is_ready(mapping)
    assert ([each.index for each in batcher.records], batcher.position) == ([0, 1], 2)


def test_a_window_opens_with_the_first_record_and_is_scaled() -> None:
    now = [100.0]
    batcher = StreamBatcher(0, time_scale=0.1, now=lambda: now[0])
    mapping = dataclasses.replace(MAPPING, window_s=50)
    batcher.read(shard(), mapping)
    now[0] += 1000
    assert (batcher.is_ready(mapping), batcher.time_left_s(mapping)) == (False, 5)
    batcher.read(shard(stored(0)), mapping)
    assert (batcher.is_ready(mapping), batcher.time_left_s(mapping)) == (False, 5)
    now[0] += 5
    assert batcher.is_ready(mapping)


def test_without_a_window_one_record_is_a_batch() -> None:
    batcher = StreamBatcher(0, time_scale=1)
    batcher.read(shard(stored(0)), MAPPING)
    assert batcher.is_ready(MAPPING)


def test_filtered_records_move_the_position_and_fill_no_batch() -> None:
    wanted = parse_event_pattern('{"dynamodb": {"NewImage": {"text": {"S": ["good"]}}}}')
    mapping = dataclasses.replace(MAPPING, batch_size=2, filters=(wanted,))
    batcher = StreamBatcher(0, time_scale=1)
    batcher.read(shard(stored(0), stored(1, "good"), stored(2), stored(3, "good")), mapping)
    assert ([each.index for each in batcher.records], batcher.position) == ([1, 3], 4)


def test_several_filters_are_alternatives() -> None:
    patterns = [json.dumps({"eventName": [name]}) for name in ("MODIFY", "INSERT")]
    mapping = dataclasses.replace(
        MAPPING, filters=tuple(parse_event_pattern(pattern) for pattern in patterns)
    )
    assert mapping.accepts({"eventName": "INSERT"})
    assert not mapping.accepts({"eventName": "REMOVE"})


def test_a_batch_never_exceeds_the_payload_limit_of_6_mb() -> None:
    mapping = dataclasses.replace(MAPPING, window_s=300)
    batcher = StreamBatcher(0, time_scale=1)
    batcher.read(shard(*(stored(number, "x" * 350_000) for number in range(20))), mapping)
    assert batcher.is_ready(mapping)
    payload = json.dumps({"Records": [each.event for each in batcher.records]})
    assert 5 * 1024**2 < len(payload) < 6 * 1024**2
    assert batcher.position == len(batcher.records)


def test_the_failure_record_names_the_batch_but_does_not_hold_it() -> None:
    records = [lambda_record(number, stored(number), STREAM) for number in range(2)]
    last = InvocationResult(b'{"errorMessage": "secret"}', "Unhandled", "request-1")
    batch = DiscardedRecords(records, DiscardReason.RETRIES_EXHAUSTED, 4, last)
    now = datetime(2026, 11, 20, 21, 0, 1, tzinfo=UTC)
    document = json.loads(failure_record(batch, "shardId-1", "function", now))
    assert document == {
        "requestContext": {
            "requestId": "request-1",
            "functionArn": "function",
            "condition": "RetryAttemptsExhausted",
            "approximateInvokeCount": 4,
        },
        "responseContext": {
            "statusCode": 200,
            "executedVersion": "$LATEST",
            "functionError": "Unhandled",
        },
        "version": "1.0",
        "timestamp": "2026-11-20T21:00:01.000Z",
        "DDBStreamBatchInfo": {
            "shardId": "shardId-1",
            "startSequenceNumber": "1000",
            "endSequenceNumber": "1001",
            "approximateArrivalOfFirstRecord": "2026-11-20T21:00:00Z",
            "approximateArrivalOfLastRecord": "2026-11-20T21:00:00Z",
            "batchSize": 2,
            "streamArn": STREAM,
        },
    }
