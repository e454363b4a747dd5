"""Lambda functions that read a queue have an alarm on failed messages."""

from policies import NOT_APPLICABLE, Card, Decision, Known, Resource, Severity, Stack
from policies.aws.alarms import (
    OWN_NAMESPACE,
    AlarmMetric,
    RequiredAlarm,
    expect_alarms,
    other_alarm_policies,
)
from policies.aws.event_sources import mappings_of, source_of
from policies.aws.triggers import FUNCTION

CARD = Card(
    title="Lambda functions that read a queue have an alarm on failed messages",
    severity=Severity.HIGH,
    why="With partial batch responses an invocation succeeds although messages fail. The Errors"
    " metric of AWS stays at zero.",
    remedy="Add an alarm on MarketPipelines MessagesFailed above 1 % of MessagesReceived, with the"
    " dimension Environment.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html",
    requirements=("R-B-8",),
    when_missing="no alarm fires",
    overlaps_with=(
        *other_alarm_policies("lambda_queue_consumer_alarms_on_failed_messages"),
        "lambda_event_source_mapping_reads_its_own_stack",
    ),
)


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if more than 1 % failed messages fire an alarm; for readers of queues only."""
    if resource.type != FUNCTION:
        return NOT_APPLICABLE
    mappings = mappings_of(stack).get(resource, ())
    if not any(_is_queue(source_of(mapping, stack)) for mapping in mappings):
        return NOT_APPLICABLE
    suffix = stack.suffix
    if not isinstance(suffix, Known):
        # resource_has_required_tags reports it, once for the stack.
        return NOT_APPLICABLE
    failed = AlarmMetric(
        OWN_NAMESPACE, "MessagesFailed", frozenset({("Environment", str(suffix.value))}), "Sum"
    )
    return expect_alarms([RequiredAlarm(failed, least=1, most=1, of="MessagesReceived")], stack)


def _is_queue(source: object) -> bool:
    return isinstance(source, Resource) and source.type == "aws_sqs_queue"
