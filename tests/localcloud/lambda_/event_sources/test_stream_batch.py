"""Delivery of one batch of stream records to its function: retries, bisection, reports, age.

https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html and
https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
"""

import dataclasses
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localcloud.lambda_.event_sources.batch_item_failures import first_failure
from localcloud.lambda_.event_sources.failure_record import DiscardedRecords, DiscardReason
from localcloud.lambda_.event_sources.mapping import DynamoDbMapping
from localcloud.lambda_.event_sources.stream_batch import PollingStopped, deliver_batch
from localcloud.lambda_.event_sources.stream_records import StreamRecord
from localcloud.lambda_.interface import FunctionNotFound, InvocationResult, Throttled

MAPPING = DynamoDbMapping(function_arn="function", stream_arn="stream")
FAILED = InvocationResult(b'{"errorMessage": "no"}', "Unhandled", "request")
FINE = InvocationResult(b"null", None, "request")

Handler = Callable[[list[str]], InvocationResult]


@dataclass
class FakeStreamFunctions:
    """Answers with a handler over sequence numbers; remembers the batches."""

    handler: Handler
    batches: list[list[str]] = field(default_factory=list)

    def invoke(self, arn: str, payload: bytes) -> InvocationResult:
        assert arn == MAPPING.function_arn
        records = json.loads(payload)["Records"]
        self.batches.append([record["dynamodb"]["SequenceNumber"] for record in records])
        return self.handler(self.batches[-1])

    def enqueue(self, arn: str, payload: bytes) -> str:
        raise AssertionError(f"a stream invokes synchronously: {arn} {payload!r}")


@dataclass
class FakeBatchContext:
    """Time that passes only in waits, and a list of the discarded batches."""

    mapping: DynamoDbMapping
    age: float = 0.0
    last_processed: int = -1
    waits: list[float] = field(default_factory=list)
    discarded: list[DiscardedRecords] = field(default_factory=list)
    stop_after_waits: int = 1000

    def settings(self) -> DynamoDbMapping:
        return self.mapping

    def age_s(self, record: StreamRecord) -> float:
        return self.age - record.created_s

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.age += seconds
        if len(self.waits) >= self.stop_after_waits:
            raise PollingStopped

    def checkpoint(self, record: StreamRecord) -> None:
        assert record.index > self.last_processed, "a checkpoint never goes back"
        self.last_processed = record.index

    def discard(self, batch: DiscardedRecords) -> None:
        self.discarded.append(batch)


def record(number: int, created_s: float = 0.0) -> StreamRecord:
    return StreamRecord(number, created_s, {"dynamodb": {"SequenceNumber": str(number)}})


def deliver(count: int, handler: Handler, context: FakeBatchContext) -> list[list[str]]:
    functions = FakeStreamFunctions(handler)
    deliver_batch([record(number) for number in range(count)], functions, context)
    return functions.batches


def mapping(**settings: Any) -> FakeBatchContext:
    return FakeBatchContext(dataclasses.replace(MAPPING, **settings))


def failing_on(*bad: str) -> Handler:
    return lambda batch: FAILED if set(bad) & set(batch) else FINE


def reporting(*bad: str) -> Handler:
    def handler(batch: list[str]) -> InvocationResult:
        failures = [{"itemIdentifier": number} for number in batch if number in bad]
        answer = json.dumps({"batchItemFailures": failures})
        return InvocationResult(answer.encode(), None, "request")

    return handler


def test_a_success_completes_the_batch_at_once() -> None:
    context = mapping()
    assert deliver(3, failing_on(), context) == [["0", "1", "2"]]
    assert (context.last_processed, context.waits, context.discarded) == (2, [], [])


def test_a_failing_batch_is_tried_once_and_then_as_often_as_retries_are_allowed() -> None:
    context = mapping(max_retries=3)
    assert deliver(2, failing_on("1"), context) == [["0", "1"]] * 4
    [batch] = context.discarded
    assert (batch.condition, batch.invocations) == (DiscardReason.RETRIES_EXHAUSTED, 4)
    assert [each.sequence_number for each in batch.records] == ["0", "1"]
    assert context.last_processed == 1


def test_without_a_retry_limit_a_failing_batch_blocks_its_shard() -> None:
    context = mapping()
    context.stop_after_waits = 50
    with pytest.raises(PollingStopped):
        deliver(1, failing_on("0"), context)
    assert (context.discarded, context.last_processed) == ([], -1)


def test_the_back_off_doubles_up_to_a_minute() -> None:
    context = mapping(max_retries=8)
    deliver(1, failing_on("0"), context)
    assert context.waits == [1, 2, 4, 8, 16, 32, 60, 60]


def test_bisection_uses_up_no_retry() -> None:
    context = mapping(bisect=True, max_retries=1)
    batches = deliver(4, failing_on("2"), context)
    assert batches == [["0", "1", "2", "3"], ["0", "1"], ["2", "3"], ["2"], ["2"], ["3"]]
    [batch] = context.discarded
    assert ([each.sequence_number for each in batch.records], batch.invocations) == (["2"], 2)


def test_a_reported_record_becomes_the_checkpoint_and_starts_with_all_its_retries() -> None:
    context = mapping(reports_failures=True, max_retries=1)
    assert deliver(4, reporting("2"), context) == [["0", "1", "2", "3"], ["2", "3"], ["2", "3"]]
    [batch] = context.discarded
    assert [each.sequence_number for each in batch.records] == ["2", "3"]


def test_with_bisection_a_reported_record_is_cut_out_and_its_neighbours_succeed() -> None:
    context = mapping(reports_failures=True, bisect=True, max_retries=0)
    batches = deliver(4, reporting("1"), context)
    assert batches == [["0", "1", "2", "3"], ["1", "2", "3"], ["1"], ["2", "3"]]
    [batch] = context.discarded
    assert [each.sequence_number for each in batch.records] == ["1"]


def test_the_lowest_of_several_reported_records_is_the_checkpoint() -> None:
    def twice(batch: list[str]) -> InvocationResult:
        return reporting("3", "1")(batch) if len(batch) == 4 else FINE

    context = mapping(reports_failures=True)
    assert deliver(4, twice, context) == [["0", "1", "2", "3"], ["1", "2", "3"]]


def test_a_report_is_ignored_unless_the_mapping_asks_for_reports() -> None:
    context = mapping(reports_failures=False)
    assert deliver(2, reporting("0"), context) == [["0", "1"]]


def test_a_function_error_fails_the_batch_whatever_it_reports() -> None:
    answer = b'{"batchItemFailures": []}'
    context = mapping(reports_failures=True, max_retries=0)
    deliver(1, lambda _: InvocationResult(answer, "Unhandled", "request"), context)
    assert len(context.discarded) == 1


@pytest.mark.parametrize("rejection", [Throttled, FunctionNotFound])
def test_a_rejected_invocation_uses_up_no_retry(rejection: type[Exception]) -> None:
    answers: Iterator[Any] = iter([rejection, rejection, rejection, FINE])

    def handler(_batch: list[str]) -> InvocationResult:
        answer = next(answers)
        if answer is rejection:
            raise rejection
        return FINE

    context = mapping(max_retries=0)
    assert len(deliver(1, handler, context)) == 4
    assert (context.discarded, context.last_processed) == ([], 0)


def test_a_throttled_batch_is_discarded_at_the_maximum_age_without_a_run() -> None:
    def throttled(_batch: list[str]) -> InvocationResult:
        raise Throttled

    context = mapping(max_age_s=60)
    deliver(2, throttled, context)
    [batch] = context.discarded
    assert (batch.condition, batch.invocations) == (DiscardReason.AGE_EXCEEDED, 0)


def test_only_the_records_that_are_too_old_are_discarded() -> None:
    context = mapping(max_age_s=60)
    context.age = 100
    functions = FakeStreamFunctions(failing_on())
    records = [record(0, created_s=10), record(1, created_s=20), record(2, created_s=90)]
    deliver_batch(records, functions, context)
    [batch] = context.discarded
    assert [each.sequence_number for each in batch.records] == ["0", "1"]
    assert functions.batches == [["2"]]


def test_a_batch_that_grows_too_old_in_its_retries_is_discarded_with_its_runs_counted() -> None:
    context = mapping(max_age_s=60)
    deliver(1, failing_on("0"), context)
    [batch] = context.discarded
    assert (batch.condition, batch.invocations) == (DiscardReason.AGE_EXCEEDED, 6)


def test_the_attempts_of_a_batch_count_on_when_its_oldest_records_are_discarded() -> None:
    context = mapping(max_age_s=60, max_retries=6)
    functions = FakeStreamFunctions(failing_on("0", "1"))
    deliver_batch([record(0), record(1, created_s=50)], functions, context)
    assert functions.batches == [["0", "1"]] * 6 + [["1"]]
    assert [batch.condition for batch in context.discarded] == [
        DiscardReason.AGE_EXCEEDED,
        DiscardReason.RETRIES_EXHAUSTED,
    ]


def test_a_changed_setting_counts_from_the_next_attempt() -> None:
    context = mapping()

    def handler(_batch: list[str]) -> InvocationResult:
        context.mapping = dataclasses.replace(MAPPING, max_retries=2)
        return FAILED

    assert len(deliver(1, handler, context)) == 3


@given(
    count=st.integers(1, 12),
    bad=st.sets(st.integers(0, 11)),
    bisect=st.booleans(),
    reports=st.booleans(),
    retries=st.integers(0, 2),
)
def test_every_record_is_processed_in_order_and_only_bad_batches_are_discarded(
    count: int, bad: set[int], bisect: bool, reports: bool, retries: int
) -> None:
    numbers = [str(number) for number in bad]
    handler = reporting(*numbers) if reports else failing_on(*numbers)
    context = mapping(bisect=bisect, reports_failures=reports, max_retries=retries)
    batches = deliver(count, handler, context)
    discarded = [each.index for batch in context.discarded for each in batch.records]
    seen = {int(number) for batch in batches for number in batch}
    assert context.last_processed == count - 1
    assert seen == set(range(count))
    assert all(batch == sorted(batch, key=int) for batch in batches)
    assert set(discarded) >= bad & set(range(count))
    if bisect:
        assert set(discarded) == bad & set(range(count))


SUCCESSES = {
    "empty_list_success": b"[]",
    "null_success": b"null",
    "empty_dict_success": b"{}",
    "empty_batch_item_failure_success": b'{"batchItemFailures": []}',
    "null_batch_item_failure_success": b'{"batchItemFailures": null}',
}
FAILURES = {
    "empty_string_item_identifier_failure": b'{"batchItemFailures": [{"itemIdentifier": ""}]}',
    "null_item_identifier_failure": b'{"batchItemFailures": [{"itemIdentifier": null}]}',
    "invalid_key_foo_failure": b'{"batchItemFailures": [{"foo": "0"}]}',
    "invalid_key_foo_null_value_failure": b'{"batchItemFailures": [{"foo": null}]}',
    "item_identifier_not_present_failure": b'{"batchItemFailures": [{"itemIdentifier": "x"}]}',
}


@pytest.mark.parametrize("name", SUCCESSES)
def test_a_report_recorded_as_success_is_one(
    name: str, recorded: Callable[[str, str], Any]
) -> None:
    scenario = f"test_dynamodb_report_batch_item_success_scenarios[{name}]"
    events = recorded("dynamodb_stream_mapping", scenario)["dynamodb_events"]
    context = mapping(reports_failures=True, max_retries=3)
    answer = InvocationResult(SUCCESSES[name], None, "request")
    assert len(deliver(1, lambda _: answer, context)) == len(events)
    assert context.discarded == []


@pytest.mark.parametrize("name", FAILURES)
def test_a_report_recorded_as_failure_is_one(
    name: str, recorded: Callable[[str, str], Any]
) -> None:
    scenario = f"test_dynamodb_report_batch_item_failure_scenarios[{name}]"
    content = recorded("dynamodb_stream_mapping", scenario)
    context = mapping(reports_failures=True, max_retries=3)
    answer = InvocationResult(FAILURES[name], None, "request")
    assert len(deliver(1, lambda _: answer, context)) == len(content["dynamodb_events"])
    [batch] = context.discarded
    body = content["destination_queue_messages"]["Messages"][0]["Body"]
    assert batch.invocations == body["requestContext"]["approximateInvokeCount"]


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b'"text"', id="a text"),
        pytest.param(b"7", id="a number"),
        pytest.param(b"[1]", id="a list with something"),
        pytest.param(b"not json", id="no JSON"),
        pytest.param(b'{"batchItemFailures": "0"}', id="failures that are no list"),
        pytest.param(b'{"batchItemFailures": ["0"]}', id="a failure that is no object"),
        pytest.param(b'{"batchItemFailures": [{"itemIdentifier": 0}]}', id="a number as id"),
        pytest.param(
            b'{"batchItemFailures": [{"itemIdentifier": "1"}, {"itemIdentifier": "x"}]}',
            id="one good and one unknown identifier",
        ),
    ],
)
def test_an_answer_of_another_shape_fails_the_whole_batch(answer: bytes) -> None:
    assert first_failure(answer, ["0", "1"]) == 0


def test_fields_beside_the_failures_are_of_no_interest() -> None:
    assert first_failure(b'{"status": "done"}', ["0"]) is None
