"""CloudWatch alarms fire within five minutes and end without new data."""

from collections.abc import Callable, Iterator, Mapping

from policies import Absent, Card, Known, Resource, Severity, Stack, Step, as_number, expect
from policies.aws.alarms import ALARM, condition_of, other_alarm_policies
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Violation

WHEN_MISSING = "missing data leaves the alarm in INSUFFICIENT_DATA or its last state"

CARD = Card(
    title="CloudWatch alarms fire within five minutes and end without new data",
    severity=Severity.MEDIUM,
    why="Functions and queues send no data while they are idle; an alarm must end then. A period of"
    " hours reports too late, what happens once breaches one period, and data of another unit never"
    " matches.",
    remedy="Set comparison_operator GreaterThanThreshold, treat_missing_data notBreaching, a"
    " period of whole minutes whose evaluation_periods take five minutes at most, and"
    " datapoints_to_alarm 1 (for Throttles up to 3: Lambda tries again); set no unit."
    " Watch one metric, or IF(whole > 0, 100 * part / whole, 0) of two.",
    source="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/"
    "alarms-and-missing-data.html",
    requirements=("R-A-14", "R-B-8"),
    when_missing=f"{WHEN_MISSING}; unit: any unit matches; datapoints_to_alarm: all"
    " evaluation_periods",
    overlaps_with=other_alarm_policies("cloudwatch_alarm_alarms_within_five_minutes"),
)

# Five minutes; AWS's own metrics have one value a minute, so no period is shorter
# (docs/claims.md#alarm-periods).
SECONDS, MINUTE = 300, 60
# How many periods must breach, at most: a loss happens once, throttling goes on while it matters.
ONCE, LASTING = 1, {"Throttles": 3}
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
    places = list(_metrics(alarm))
    for path in places:
        yield _counts(alarm, (*path, "period"), _is_period, "60, 120, 180, 240 or 300", stack)
        yield _of_any_unit(alarm, path, stack)
    longest = max((_number(alarm, (*path, "period"), stack) for path in places), default=SECONDS)
    most = SECONDS // max(int(longest), MINUTE)
    yield _counts(
        alarm,
        ("evaluation_periods",),
        lambda periods: 1 <= periods <= most,
        "1" if most == 1 else f"1 to {most}",
        stack,
    )
    condition = condition_of(alarm, stack)
    if condition is None:
        yield Violation("an alarm on neither", FORM)
        return
    yield _points(alarm, LASTING.get(condition.metric.name, ONCE), stack)


def _points(alarm: Resource, most: int, stack: Stack) -> Decision:
    """Whether so few periods must breach, where there are more."""
    name = "datapoints_to_alarm"
    # Of a deployed alarm that has none, Terraform reads 0.
    is_absent = stack.value(alarm, name) in (Absent(), Known(0))
    wanted = "1" if most == ONCE else f"1 to {most}"
    attribute = "evaluation_periods" if is_absent else name
    return _counts(alarm, (attribute,), lambda points: 1 <= points <= most, wanted, stack)


def _is_period(seconds: float) -> bool:
    return MINUTE <= seconds <= SECONDS and seconds % MINUTE == 0


def _number(alarm: Resource, path: tuple[Step, ...], stack: Stack) -> float:
    value = stack.value(alarm, *path)
    number = as_number(value.value) if isinstance(value, Known) else None
    return SECONDS if number is None else number


def _counts(
    alarm: Resource,
    path: tuple[Step, ...],
    holds: Callable[[float], bool],
    wanted: str,
    stack: Stack,
) -> Decision:
    def is_held(found: object) -> bool:
        number = as_number(found)
        return number is not None and holds(number)

    return expect(
        stack.value(alarm, *path),
        ".".join(str(step) for step in path),
        is_held,
        wanted=wanted,
        when_missing=WHEN_MISSING,
    )


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


def _is(alarm: Resource, path: tuple[Step, ...], wanted: str, stack: Stack) -> Decision:
    return expect(
        stack.value(alarm, *path),
        ".".join(str(step) for step in path),
        lambda found: found == wanted,
        wanted=wanted,
        when_missing=WHEN_MISSING,
    )
