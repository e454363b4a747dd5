"""How one batch of stream records meets its function: retries, bisection, reports, age.

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
from localcloud.lambda_.event_sources.failure_record import Condition, GivenUp
from localcloud.lambda_.event_sources.mapping import Mapping
from localcloud.lambda_.event_sources.stream_batch import Stopped, deliver_batch
from localcloud.lambda_.event_sources.stream_records import StreamRecord
from localcloud.lambda_.interface import FunctionNotFound, InvocationResult, Throttled

MAPPING = Mapping(function_arn="function", stream_arn="stream")
FAILED = InvocationResult(b'{"errorMessage": "no"}', "Unhandled", "request")
FINE = InvocationResult(b"null", None, "request")

Handler = Callable[[list[str]], InvocationResult]


@dataclass
class FakeFunctions:
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
class FakeSurroundings:
    """Time that passes only in waits, and a list of what was given up."""

    mapping: Mapping
    age: float = 0.0
    checkpoint: int = -1
    waits: list[float] = field(default_factory=list)
    given_up: list[GivenUp] = field(default_factory=list)
    stop_after_waits: int = 1000

    def settings(self) -> Mapping:
        return self.mapping

    def age_s(self, record: StreamRecord) -> float:
        return self.age - record.created_s

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.age += seconds
        if len(self.waits) >= self.stop_after_waits:
            raise Stopped

    def advance(self, record: StreamRecord) -> None:
        assert record.index > self.checkpoint, "a checkpoint never goes back"
        self.checkpoint = record.index

    def give_up(self, batch: GivenUp) -> None:
        self.given_up.append(batch)


def record(number: int, created_s: float = 0.0) -> StreamRecord:
    return StreamRecord(number, created_s, {"dynamodb": {"SequenceNumber": str(number)}})


def deliver(count: int, handler: Handler, around: FakeSurroundings) -> list[list[str]]:
    functions = FakeFunctions(handler)
    deliver_batch([record(number) for number in range(count)], functions, around)
    return functions.batches


def mapping(**settings: Any) -> FakeSurroundings:
    return FakeSurroundings(dataclasses.replace(MAPPING, **settings))


def failing_on(*bad: str) -> Handler:
    return lambda batch: FAILED if set(bad) & set(batch) else FINE


def reporting(*bad: str) -> Handler:
    def handler(batch: list[str]) -> InvocationResult:
        failures = [{"itemIdentifier": number} for number in batch if number in bad]
        answer = json.dumps({"batchItemFailures": failures})
        return InvocationResult(answer.encode(), None, "request")

    return handler


def test_a_success_settles_the_batch_at_once() -> None:
    around = mapping()
    assert deliver(3, failing_on(), around) == [["0", "1", "2"]]
    assert (around.checkpoint, around.waits, around.given_up) == (2, [], [])


def test_a_failing_batch_is_tried_once_and_then_as_often_as_retries_are_allowed() -> None:
    around = mapping(max_retries=3)
    assert deliver(2, failing_on("1"), around) == [["0", "1"]] * 4
    [batch] = around.given_up
    assert (batch.condition, batch.invocations) == (Condition.RETRIES_EXHAUSTED, 4)
    assert [each.sequence_number for each in batch.records] == ["0", "1"]
    assert around.checkpoint == 1


def test_without_a_retry_limit_a_failing_batch_blocks_its_shard() -> None:
    around = mapping()
    around.stop_after_waits = 50
    with pytest.raises(Stopped):
        deliver(1, failing_on("0"), around)
    assert (around.given_up, around.checkpoint) == ([], -1)


def test_the_back_off_doubles_up_to_a_minute() -> None:
    around = mapping(max_retries=8)
    deliver(1, failing_on("0"), around)
    assert around.waits == [1, 2, 4, 8, 16, 32, 60, 60]


def test_bisection_uses_up_no_retry() -> None:
    around = mapping(bisect=True, max_retries=1)
    batches = deliver(4, failing_on("2"), around)
    assert batches == [["0", "1", "2", "3"], ["0", "1"], ["2", "3"], ["2"], ["2"], ["3"]]
    [batch] = around.given_up
    assert ([each.sequence_number for each in batch.records], batch.invocations) == (["2"], 2)


def test_a_reported_record_becomes_the_checkpoint_and_starts_with_all_its_retries() -> None:
    around = mapping(reports_failures=True, max_retries=1)
    assert deliver(4, reporting("2"), around) == [["0", "1", "2", "3"], ["2", "3"], ["2", "3"]]
    [batch] = around.given_up
    assert [each.sequence_number for each in batch.records] == ["2", "3"]


def test_with_bisection_a_reported_record_is_cut_out_and_its_neighbours_succeed() -> None:
    around = mapping(reports_failures=True, bisect=True, max_retries=0)
    batches = deliver(4, reporting("1"), around)
    assert batches == [["0", "1", "2", "3"], ["1", "2", "3"], ["1"], ["2", "3"]]
    [batch] = around.given_up
    assert [each.sequence_number for each in batch.records] == ["1"]


def test_the_lowest_of_several_reported_records_is_the_checkpoint() -> None:
    def twice(batch: list[str]) -> InvocationResult:
        return reporting("3", "1")(batch) if len(batch) == 4 else FINE

    around = mapping(reports_failures=True)
    assert deliver(4, twice, around) == [["0", "1", "2", "3"], ["1", "2", "3"]]


def test_a_report_is_ignored_unless_the_mapping_asks_for_reports() -> None:
    around = mapping(reports_failures=False)
    assert deliver(2, reporting("0"), around) == [["0", "1"]]


def test_a_function_error_fails_the_batch_whatever_it_reports() -> None:
    answer = b'{"batchItemFailures": []}'
    around = mapping(reports_failures=True, max_retries=0)
    deliver(1, lambda _: InvocationResult(answer, "Unhandled", "request"), around)
    assert len(around.given_up) == 1


@pytest.mark.parametrize("refusal", [Throttled, FunctionNotFound])
def test_a_refused_invocation_uses_up_no_retry(refusal: type[Exception]) -> None:
    answers: Iterator[Any] = iter([refusal, refusal, refusal, FINE])

    def handler(_batch: list[str]) -> InvocationResult:
        answer = next(answers)
        if answer is refusal:
            raise refusal
        return FINE

    around = mapping(max_retries=0)
    assert len(deliver(1, handler, around)) == 4
    assert (around.given_up, around.checkpoint) == ([], 0)


def test_a_throttled_batch_is_given_up_at_the_maximum_age_without_a_run() -> None:
    def throttled(_batch: list[str]) -> InvocationResult:
        raise Throttled

    around = mapping(max_age_s=60)
    deliver(2, throttled, around)
    [batch] = around.given_up
    assert (batch.condition, batch.invocations) == (Condition.AGE_EXCEEDED, 0)


def test_only_the_records_that_are_too_old_are_given_up() -> None:
    around = mapping(max_age_s=60)
    around.age = 100
    functions = FakeFunctions(failing_on())
    records = [record(0, created_s=10), record(1, created_s=20), record(2, created_s=90)]
    deliver_batch(records, functions, around)
    [batch] = around.given_up
    assert [each.sequence_number for each in batch.records] == ["0", "1"]
    assert functions.batches == [["2"]]


def test_a_batch_that_grows_too_old_in_its_retries_is_given_up_with_its_runs_counted() -> None:
    around = mapping(max_age_s=60)
    deliver(1, failing_on("0"), around)
    [batch] = around.given_up
    assert (batch.condition, batch.invocations) == (Condition.AGE_EXCEEDED, 6)


def test_the_attempts_of_a_batch_count_on_when_its_oldest_records_are_given_up() -> None:
    around = mapping(max_age_s=60, max_retries=6)
    functions = FakeFunctions(failing_on("0", "1"))
    deliver_batch([record(0), record(1, created_s=50)], functions, around)
    assert functions.batches == [["0", "1"]] * 6 + [["1"]]
    assert [batch.condition for batch in around.given_up] == [
        Condition.AGE_EXCEEDED,
        Condition.RETRIES_EXHAUSTED,
    ]


def test_a_changed_setting_counts_from_the_next_attempt() -> None:
    around = mapping()

    def handler(_batch: list[str]) -> InvocationResult:
        around.mapping = dataclasses.replace(MAPPING, max_retries=2)
        return FAILED

    assert len(deliver(1, handler, around)) == 3


@given(
    count=st.integers(1, 12),
    bad=st.sets(st.integers(0, 11)),
    bisect=st.booleans(),
    reports=st.booleans(),
    retries=st.integers(0, 2),
)
def test_every_record_is_settled_in_order_and_only_bad_batches_are_given_up(
    count: int, bad: set[int], bisect: bool, reports: bool, retries: int
) -> None:
    numbers = [str(number) for number in bad]
    handler = reporting(*numbers) if reports else failing_on(*numbers)
    around = mapping(bisect=bisect, reports_failures=reports, max_retries=retries)
    batches = deliver(count, handler, around)
    given_up = [each.index for batch in around.given_up for each in batch.records]
    seen = {int(number) for batch in batches for number in batch}
    assert around.checkpoint == count - 1
    assert seen == set(range(count))
    assert all(batch == sorted(batch, key=int) for batch in batches)
    assert set(given_up) >= bad & set(range(count))
    if bisect:
        assert set(given_up) == bad & set(range(count))


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
    around = mapping(reports_failures=True, max_retries=3)
    answer = InvocationResult(SUCCESSES[name], None, "request")
    assert len(deliver(1, lambda _: answer, around)) == len(events)
    assert around.given_up == []


@pytest.mark.parametrize("name", FAILURES)
def test_a_report_recorded_as_failure_is_one(
    name: str, recorded: Callable[[str, str], Any]
) -> None:
    scenario = f"test_dynamodb_report_batch_item_failure_scenarios[{name}]"
    content = recorded("dynamodb_stream_mapping", scenario)
    around = mapping(reports_failures=True, max_retries=3)
    answer = InvocationResult(FAILURES[name], None, "request")
    assert len(deliver(1, lambda _: answer, around)) == len(content["dynamodb_events"])
    [batch] = around.given_up
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
