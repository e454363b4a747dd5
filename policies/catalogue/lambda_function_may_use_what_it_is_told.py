"""Roles of functions allow the use of what the settings of the function name."""

from policies.aws.policy_documents import Statement
from policies.aws.roles import rights_of, role_of
from policies.aws.settings import told_of
from policies.engine.card import Card, Severity
from policies.engine.outcome import COMPLIANT, NOT_CONCERNED, Outcome, Violation
from policies.engine.resource import Resource
from policies.engine.stack import Stack

CARD = Card(
    title="Roles of functions allow the use of what the settings of the function name",
    severity=Severity.HIGH,
    why="A function that is told of a table, topic or queue and may not use it fails at its first"
    " event, and no deployment shows it.",
    remedy="Allow sns:Publish on the topic, sqs:SendMessage on the queue, an action of dynamodb on"
    " the table, in the aws_iam_role_policy of the function's role; or remove the variable.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html",
    requirements=("R-A-15", "R-A-31", "R-B-9"),
    absent="a function that is told of nothing needs nothing",
    also_fire=(
        "iam_policy_fits_resources_to_actions",
        "iam_policy_limits_the_use_of_keys",
        "iam_policy_serves_its_function",
        "iam_role_is_trusted_by_its_service_only",
        "lambda_function_role_allows_its_wiring",
    ),
)

# Type -> how the action begins that makes use of it.
USES = {
    "aws_dynamodb_table": "dynamodb:",
    "aws_sns_topic": "sns:Publish",
    "aws_sqs_queue": "sqs:SendMessage",
}


def judge(resource: Resource, stack: Stack) -> Outcome:
    """Compliant if a statement allows the use of every resource that a variable refers to."""
    if resource.type != "aws_lambda_function":
        return NOT_CONCERNED
    told = [(name, one) for name, one in told_of(resource, stack) if one.type in USES]
    role = role_of(resource, stack)
    if not told or role is None:
        # lambda_function_role_allows_its_wiring finds fault with a function without a role.
        return NOT_CONCERNED
    rights = rights_of(role, stack)
    if not isinstance(rights, list):
        return rights
    for name, one in told:
        if not any(_allows(right, USES[one.type], f"{one.address}.arn") for right in rights):
            found = f"no {USES[one.type]} on {one.address}, which {name} names"
            return Violation(found, f"the right for {role.address}")
    return COMPLIANT


def _allows(statement: Statement, use: str, target: str) -> bool:
    return (
        statement.effect == "Allow"
        and target in statement.resources
        and any(action.startswith(use) for action in statement.actions)
        and not statement.conditions
    )
