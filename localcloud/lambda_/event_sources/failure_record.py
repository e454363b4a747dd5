"""The record that a stream mapping sends to its on-failure destination."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from localcloud.lambda_.event_sources.stream_records import StreamRecord
from localcloud.lambda_.interface import InvocationResult


class DiscardReason(Enum):
    """Why the records were discarded."""

    RETRIES_EXHAUSTED = "RetryAttemptsExhausted"
    AGE_EXCEEDED = "RecordAgeExceeded"


@dataclass(frozen=True)
class DiscardedRecords:
    """Consecutive records that the mapping discarded.

    `last` is the result of the last of so many `invocations`.
    """

    records: Sequence[StreamRecord]
    condition: DiscardReason
    invocations: int
    last: InvocationResult


def failure_record(batch: DiscardedRecords, shard_id: str, function_arn: str, now: datetime) -> str:
    """The metadata of a discarded batch as JSON, without its records.

    Shape as recorded in `test_dynamodb_event_source_mapping_with_on_failure_destination_config`;
    described in https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html.
    """
    document = {
        "requestContext": {
            "requestId": batch.last.request_id,
            "functionArn": function_arn,
            "condition": batch.condition.value,
            "approximateInvokeCount": batch.invocations,
        },
        "responseContext": _response_context(batch),
        "version": "1.0",
        "timestamp": _utc(now, "milliseconds"),
        "DDBStreamBatchInfo": _batch_info(batch.records, shard_id),
    }
    return json.dumps(document)


def _response_context(batch: DiscardedRecords) -> dict[str, Any]:
    # No recording shows a batch whose records grew too old before the first invocation;
    # Lambda answers a throttled invocation with 429.
    return {
        "statusCode": 200 if batch.invocations else 429,
        "executedVersion": batch.last.executed_version,
        "functionError": batch.last.error,
    }


def _batch_info(records: Sequence[StreamRecord], shard_id: str) -> dict[str, Any]:
    return {
        "shardId": shard_id,
        "startSequenceNumber": records[0].sequence_number,
        "endSequenceNumber": records[-1].sequence_number,
        "approximateArrivalOfFirstRecord": _arrival(records[0]),
        "approximateArrivalOfLastRecord": _arrival(records[-1]),
        "batchSize": len(records),
        "streamArn": records[0].event["eventSourceARN"],
    }


def _arrival(record: StreamRecord) -> str:
    return _utc(datetime.fromtimestamp(record.created_s, UTC), "seconds")


def _utc(moment: datetime, precision: str) -> str:
    return moment.isoformat(timespec=precision).replace("+00:00", "Z")
