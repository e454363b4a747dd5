"""CloudWatch alarms fire within five minutes and end without new data."""

from collections.abc import Iterator, Mapping

from policies import Absent, Card, Resource, Severity, Stack, Step, as_number, expect
from policies.aws.alarms import ALARM, condition_of, other_alarm_policies
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Violation

WHEN_MISSING = "missing data leaves the alarm in INSUFFICIENT_DATA or its last state"

CARD = Card(
    title="CloudWatch alarms fire within five minutes and end without new data",
    severity=Severity.MEDIUM,
    why="Functions and queues send no data while they are idle; an alarm must end then. A period of"
    " hours reports too late, and data of another unit never matches.",
    remedy="Set comparison_operator GreaterThanThreshold, evaluation_periods 1, period 300 and"
    " treat_missing_data notBreaching; set no unit. Watch one metric, or IF(whole > 0, 100 * part /"
    " whole, 0) of two.",
    source="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/"
    "alarms-and-missing-data.html",
    requirements=("R-A-14", "R-B-8"),
    when_missing=f"{WHEN_MISSING}; unit: any unit matches",
    overlaps_with=other_alarm_policies("cloudwatch_alarm_alarms_within_five_minutes"),
)

SECONDS = 300
FORM = "a number of one metric, or a percentage of two"


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if five minutes above the threshold fire the alarm, and missing data does not."""
    if resource.type != ALARM:
        return NOT_APPLICABLE
    faults = (decision for decision in _decisions(resource, stack) if decision != COMPLIANT)
    return next(faults, COMPLIANT)


def _decisions(alarm: Resource, stack: Stack) -> Iterator[Decision]:
    yield _is(alarm, ("comparison_operator",), "GreaterThanThreshold", stack)
    yield _is(alarm, ("treat_missing_data",), "notBreaching", stack)
    yield _is(alarm, ("evaluation_periods",), 1, stack)
    for path in _metrics(alarm):
        yield _is(alarm, (*path, "period"), SECONDS, stack)
        yield _of_any_unit(alarm, path, stack)
    if condition_of(alarm, stack) is None:
        yield Violation("an alarm on neither", FORM)


def _metrics(alarm: Resource) -> Iterator[tuple[Step, ...]]:
    """Where the metrics of the alarm are described."""
    queries = alarm.values.get("metric_query")
    if not isinstance(queries, list):
        yield ()
        return
    for place, query in enumerate(queries):
        if isinstance(query, Mapping) and "metric" in query:
            yield ("metric_query", place, "metric")


def _of_any_unit(alarm: Resource, path: tuple[Step, ...], stack: Stack) -> Decision:
    unit = stack.value(alarm, *path, "unit")
    return (
        COMPLIANT
        if isinstance(unit, Absent)
        else Violation(f"only data with the unit {unit}", "any")
    )


def _is(alarm: Resource, path: tuple[Step, ...], wanted: str | int, stack: Stack) -> Decision:
    return expect(
        stack.value(alarm, *path),
        ".".join(str(step) for step in path),
        lambda found: (as_number(found) if isinstance(wanted, int) else found) == wanted,
        wanted=str(wanted),
        when_missing=WHEN_MISSING,
    )
