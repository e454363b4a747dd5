"""SQS queues have an alarm on dead-letter messages or on the age of the oldest message."""

from collections.abc import Iterator

from policies import NOT_APPLICABLE, Card, Decision, Known, Resource, Severity, Stack, Undecided
from policies.aws.alarms import AlarmMetric, RequiredAlarm, expect_alarms, other_alarm_policies
from policies.aws.event_sources import mappings_of
from policies.aws.failure_targets import lambda_dead_letter_queues
from policies.aws.redrive import QUEUE, sources_of

CARD = Card(
    title="SQS queues have an alarm on dead-letter messages or on the age of the oldest message",
    severity=Severity.HIGH,
    why="SQS deletes messages after the retention period, whether anyone has looked at them or not."
    " A slow consumer loses messages in the same way.",
    remedy="Add an alarm with the dimension QueueName: on AWS/SQS"
    " ApproximateNumberOfMessagesVisible (Maximum above 0) for a dead-letter queue, on"
    " ApproximateAgeOfOldestMessage (Maximum, an hour at most) for a queue that a function reads.",
    source="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/"
    "sqs-available-cloudwatch-metrics.html",
    requirements=("R-A-14", "R-B-11"),
    when_missing="no alarm fires",
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
    """Compliant if the queue has its alarm; a queue that nothing fills or reads needs none."""
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
        yield RequiredAlarm(AlarmMetric(NAMESPACE, visible, by_name, "Maximum"))
    if queue in mappings_of(stack):
        oldest = "ApproximateAgeOfOldestMessage"
        yield RequiredAlarm(AlarmMetric(NAMESPACE, oldest, by_name, "Maximum"), 1, HOUR)
