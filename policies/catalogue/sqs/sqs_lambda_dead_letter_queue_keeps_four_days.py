"""SQS dead-letter queues of Lambda keep messages for exactly four days."""

from policies import Absent, Card, Computed, Resource, Severity, Stack, as_number, expect
from policies.aws.failure_targets import (
    FAILURE_TARGETS,
    failure_target,
    lambda_dead_letter_queues,
)
from policies.engine.decision import NOT_APPLICABLE, Decision, Undecided, Violation

WHEN_MISSING = "SQS keeps messages for four days today, but may change that default"

CARD = Card(
    title="SQS dead-letter queues of Lambda keep messages for exactly four days",
    severity=Severity.MEDIUM,
    why="Four days cover a long weekend. After that, a failed event has been handled or is deleted,"
    " as specified.",
    remedy="Set message_retention_seconds to 345600 on the queue that the function or its event"
    " source mapping names for failures, and refer to the queue by its arn.",
    source="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html",
    requirements=("R-A-5",),
    when_missing=WHEN_MISSING,
    overlaps_with=(
        "lambda_configuration_is_reachable",
        "lambda_function_alarms_before_event_loss",
        "lambda_function_event_invoke_config_is_bounded",
        "lambda_function_keeps_failed_events",
    ),
)

FOUR_DAYS = 345_600


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if the queue keeps four days; a failure target that is not found is undecided."""
    if resource.type != "aws_sqs_queue":
        return _queue_is_known(resource, stack)
    if resource not in lambda_dead_letter_queues(stack):
        return NOT_APPLICABLE
    return expect(
        stack.value(resource, "message_retention_seconds"),
        "message_retention_seconds",
        lambda found: as_number(found) == FOUR_DAYS,
        wanted=str(FOUR_DAYS),
        when_missing=WHEN_MISSING,
    )


def _queue_is_known(owner: Resource, stack: Stack) -> Decision:
    target = failure_target(owner, stack)
    if isinstance(target, Absent):
        return _names_none(owner, stack)
    if isinstance(target, Computed) and target.attribute == "arn":
        return NOT_APPLICABLE
    return Undecided(f"failures go to {target}, which is no arn of this stack")


def _names_none(owner: Resource, stack: Stack) -> Decision:
    block = FAILURE_TARGETS.get(owner.type, ())[:-1]
    if not block or isinstance(stack.value(owner, *block), Absent):
        return NOT_APPLICABLE
    return Violation(f"{'.'.join(block)} without a target", "the arn of a queue or a topic")
