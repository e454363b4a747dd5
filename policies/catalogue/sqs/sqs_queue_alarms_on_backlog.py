"""Every queue has its alarm: on what was given up, or on what waits too long."""

from collections.abc import Iterator

from policies import NOT_APPLICABLE, Card, Decision, Known, Resource, Severity, Stack, Undecided
from policies.aws.alarms import Metric, RequiredAlarm, expect_alarms, other_alarm_policies
from policies.aws.event_sources import mappings_of
from policies.aws.failure_targets import lambda_dead_letter_queues
from policies.aws.redrive import QUEUE, sources_of

CARD = Card(
    title="Every queue has its alarm: on what was given up, or on what waits too long",
    severity=Severity.HIGH,
    why="What lies in a dead letter queue is deleted after its days, whether somebody has looked or"
    " not; a queue that nobody reads fast enough ends the same way.",
    remedy="Add an alarm on AWS/SQS ApproximateNumberOfMessagesVisible (Maximum above 0) for a dead"
    " letter queue, on ApproximateAgeOfOldestMessage (Maximum, an hour at most) for one that a"
    " function reads; QueueName is the dimension.",
    source="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/"
    "sqs-available-cloudwatch-metrics.html",
    requirements=("R-A-14", "R-B-11"),
    when_missing="nobody hears of it",
    overlaps_with=(
        *other_alarm_policies("sqs_queue_alarms_on_backlog"),
        "lambda_event_source_mapping_reads_its_own_stack",
        "resource_name_ends_in_suffix",
        "sqs_queue_dead_letters_after_five_receives",
        "sqs_queue_restricts_redrive_sources",
    ),
)

NAMESPACE = "AWS/SQS"
HOUR = 3600


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if what the queue is for has its alarm; one that nothing fills or reads is free."""
    if resource.type != QUEUE:
        return NOT_APPLICABLE
    name = stack.value(resource, "name")
    if not isinstance(name, Known):
        return Undecided(f"name is {name}", "name")
    needs = list(_needs(resource, frozenset({("QueueName", str(name.value))}), stack))
    return expect_alarms(needs, stack) if needs else NOT_APPLICABLE


def _needs(
    queue: Resource, by_name: frozenset[tuple[str, str]], stack: Stack
) -> Iterator[RequiredAlarm]:
    if queue in lambda_dead_letter_queues(stack) or queue.address in sources_of(stack):
        visible = "ApproximateNumberOfMessagesVisible"
        yield RequiredAlarm(Metric(NAMESPACE, visible, by_name, "Maximum"))
    if queue in mappings_of(stack):
        oldest = "ApproximateAgeOfOldestMessage"
        yield RequiredAlarm(Metric(NAMESPACE, oldest, by_name, "Maximum"), 1, HOUR)
