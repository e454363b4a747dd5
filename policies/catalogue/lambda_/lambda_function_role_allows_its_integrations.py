"""Lambda roles allow what Lambda does with triggers, logs and destinations."""

from collections.abc import Iterator

from policies import Card, Computed, Known, Resource, Severity, Stack
from policies.aws.event_sources import mappings_of
from policies.aws.failure_targets import destinations_of
from policies.aws.log_groups import log_groups_by_name
from policies.aws.policy_documents import Statement
from policies.aws.roles import rights_of, role_of
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Violation

CARD = Card(
    title="Lambda roles allow what Lambda does with triggers, logs and destinations",
    severity=Severity.HIGH,
    why="Lambda uses the role of the function to read queues and streams, write logs and send"
    " records to destinations. Without the right it drops them, and only a metric shows it.",
    remedy="Allow the missing action on the missing resource in the aws_iam_role_policy of the"
    " function's role, without a condition.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html",
    requirements=("R-A-11", "R-A-15", "R-A-25", "R-B-9"),
    when_missing="AWS rejects a function without a role",
    overlaps_with=(
        "iam_policy_limits_key_usage",
        "iam_policy_matches_resources_to_actions",
        "iam_role_trusts_only_its_service",
        "lambda_function_logs_to_its_managed_group",
        "sqs_lambda_dead_letter_queue_keeps_four_days",
    ),
)

LOGGING = ("logs:CreateLogStream", "logs:PutLogEvents")
# What Lambda sends to, and what it reads -> the actions that this takes.
SENDING = {"aws_sqs_queue": ("sqs:SendMessage",), "aws_sns_topic": ("sns:Publish",)}
READING = {
    "arn": ("sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"),
    "stream_arn": (
        "dynamodb:DescribeStream",
        "dynamodb:GetRecords",
        "dynamodb:GetShardIterator",
    ),
}


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if every right that the wiring of the function takes is in the role's policies."""
    if resource.type != "aws_lambda_function":
        return NOT_APPLICABLE
    role = role_of(resource, stack)
    if role is None:
        return Violation(f"role = {stack.value(resource, 'role')}", "an aws_iam_role of this stack")
    rights = rights_of(role, stack)
    if not isinstance(rights, list):
        return rights
    for action, target in _needed(resource, stack):
        if not any(_allows(one, action, target) for one in rights):
            return Violation(f"no {action} on {target} for {role.address}", "the right")
    return COMPLIANT


def _allows(statement: Statement, action: str, target: str) -> bool:
    return (
        statement.effect == "Allow"
        and action in statement.actions
        and target in statement.resources
        and not statement.conditions
    )


def _needed(function: Resource, stack: Stack) -> Iterator[tuple[str, str]]:
    group = stack.value(function, "logging_config", "log_group")
    managed = log_groups_by_name(stack).get(str(group.value)) if isinstance(group, Known) else None
    if managed:
        yield from ((action, f"{managed.address}.arn:*") for action in LOGGING)
    for target in destinations_of(function, stack):
        if isinstance(target, Computed):
            for action in SENDING.get(target.resource.type, ()):
                yield action, str(target)
    for mapping in mappings_of(stack).get(function, ()):
        yield from _read(mapping, stack)


def _read(mapping: Resource, stack: Stack) -> Iterator[tuple[str, str]]:
    source = stack.value(mapping, "event_source_arn")
    if isinstance(source, Computed):
        yield from ((action, str(source)) for action in READING.get(source.attribute, ()))
        if source.attribute == "stream_arn":
            yield "dynamodb:ListStreams", "*"
