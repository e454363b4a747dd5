"""Roles of functions allow the use of what the settings of the function name."""

from policies.aws.policy_documents import Statement
from policies.aws.roles import rights_of, role_of
from policies.aws.settings import Told, told_of
from policies.engine.card import Card, Severity
from policies.engine.outcome import COMPLIANT, NOT_CONCERNED, Outcome, Violation
from policies.engine.resource import Resource
from policies.engine.rules import Decision
from policies.engine.stack import Stack

CARD = Card(
    title="Roles of functions allow the use of what the settings of the function name",
    severity=Severity.HIGH,
    why="A function that is told of a table, topic or queue and may not use it fails at its first"
    " event, and no deployment shows it.",
    remedy="Tell the name of a table, the arn of a topic, the url of a queue; allow sns:Publish on"
    " the topic, sqs:SendMessage on the queue, an action of dynamodb on the table, in the"
    " aws_iam_role_policy of the function's role; or remove the variable.",
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

# Type -> what AWS's SDK wants of it, and how the action begins that makes use of it.
USES = {
    "aws_dynamodb_table": ("name", "dynamodb:"),
    "aws_sns_topic": ("arn", "sns:Publish"),
    "aws_sqs_queue": ("url", "sqs:SendMessage"),
}


def judge(resource: Resource, stack: Stack) -> Outcome:
    """Compliant if a variable holds what the SDK wants, and a statement allows its use."""
    if resource.type != "aws_lambda_function":
        return NOT_CONCERNED
    told = [one for one in told_of(resource, stack) if one.resource.type in USES]
    role = role_of(resource, stack)
    if not told or role is None:
        # lambda_function_role_allows_its_wiring finds fault with a function without a role.
        return NOT_CONCERNED
    rights = rights_of(role, stack)
    if not isinstance(rights, list):
        return rights
    decisions = (_is_usable(one, rights, role) for one in told)
    return next((decision for decision in decisions if decision != COMPLIANT), COMPLIANT)


def _is_usable(told: Told, rights: list[Statement], role: Resource) -> Decision:
    attribute, use = USES[told.resource.type]
    named = f"{told.resource.address}.{told.attribute}"
    if told.attribute != attribute:
        return Violation(f"{told.variable} = {named}", f"its {attribute}")
    if any(_allows(right, use, f"{told.resource.address}.arn") for right in rights):
        return COMPLIANT
    found = f"no {use} on {told.resource.address}, which {told.variable} names"
    return Violation(found, f"the right for {role.address}")


def _allows(statement: Statement, use: str, target: str) -> bool:
    return (
        statement.effect == "Allow"
        and target in statement.resources
        and any(action.startswith(use) for action in statement.actions)
        and not statement.conditions
    )
