"""Lambda functions have alarms on old events, lost dead letters and failed destinations."""

from collections.abc import Iterator

from policies import Absent, Card, Known, Resource, Severity, Stack, as_number
from policies.aws.alarms import (
    FOREVER,
    AlarmMetric,
    RequiredAlarm,
    expect_alarms,
    other_alarm_policies,
)
from policies.aws.event_sources import mappings_of, source_of
from policies.aws.triggers import invoke_configs_of
from policies.engine.decision import NOT_APPLICABLE, Decision, Undecided

CARD = Card(
    title="Lambda functions have alarms on old events, lost dead letters and failed destinations",
    severity=Severity.HIGH,
    why="An event that expires, and a dead letter or record that its target rejects, is lost. Only"
    " these metrics show it.",
    remedy="Add alarms on AWS/Lambda AsyncEventAge (Maximum, below maximum_event_age_in_seconds),"
    " DeadLetterErrors, DestinationDeliveryFailures (Sum above 0) and, for a stream, IteratorAge"
    " (Maximum, below a day) for FunctionName.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html",
    requirements=("R-A-14",),
    when_missing="no alarm fires",
    overlaps_with=(
        *other_alarm_policies("lambda_function_alarms_before_event_loss"),
        "lambda_event_source_mapping_reads_its_own_stack",
        "lambda_function_event_invoke_config_is_bounded",
        "resource_name_ends_in_suffix",
    ),
)

NAMESPACE = "AWS/Lambda"
AGE = "maximum_event_age_in_seconds"
# A stream forgets a record after a day.
STREAM_MS = 86_400_000


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if each way to lose an event has its alarm; a function without any needs none."""
    if resource.type != "aws_lambda_function":
        return NOT_APPLICABLE
    name = stack.value(resource, "function_name")
    if not isinstance(name, Known):
        return Undecided(f"function_name is {name}", "function_name")
    needs = list(_needs(resource, frozenset({("FunctionName", str(name.value))}), stack))
    return expect_alarms(needs, stack) if needs else NOT_APPLICABLE


def _needs(
    function: Resource, by_name: frozenset[tuple[str, str]], stack: Stack
) -> Iterator[RequiredAlarm]:
    def lost(name: str) -> RequiredAlarm:
        return RequiredAlarm(AlarmMetric(NAMESPACE, name, by_name, "Sum"))

    def late(name: str, most: float) -> RequiredAlarm:
        return RequiredAlarm(AlarmMetric(NAMESPACE, name, by_name, "Maximum"), 1, most)

    settings = invoke_configs_of(function, stack)
    mappings = mappings_of(stack).get(function, ())
    for one in settings:
        yield late("AsyncEventAge", _milliseconds(one, stack))
    if not isinstance(stack.value(function, "dead_letter_config"), Absent):
        yield lost("DeadLetterErrors")
    if any(_has_destination(one, stack) for one in (*mappings, *settings)):
        yield lost("DestinationDeliveryFailures")
    if any(_is_table(source_of(mapping, stack)) for mapping in mappings):
        yield late("IteratorAge", STREAM_MS - 1)


def _milliseconds(settings: Resource, stack: Stack) -> float:
    age = stack.value(settings, AGE)
    seconds = as_number(age.value) if isinstance(age, Known) else None
    return FOREVER if seconds is None else seconds * 1000 - 1


def _has_destination(one: Resource, stack: Stack) -> bool:
    return not isinstance(stack.value(one, "destination_config"), Absent)


def _is_table(source: object) -> bool:
    return isinstance(source, Resource) and source.type == "aws_dynamodb_table"
