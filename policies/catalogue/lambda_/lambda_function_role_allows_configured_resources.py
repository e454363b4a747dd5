"""Lambda roles allow the use of every resource that an environment variable refers to."""

from policies import COMPLIANT, NOT_APPLICABLE, Card, Decision, Resource, Severity, Stack, Violation
from policies.aws.function_variables import VariableReference, variable_references
from policies.aws.policy_documents import Statement
from policies.aws.roles import rights_of, role_of

CARD = Card(
    title="Lambda roles allow the use of every resource that an environment variable refers to",
    severity=Severity.HIGH,
    why="If the role does not allow the table, topic or queue, the function fails at its first"
    " event. No deployment shows it.",
    remedy="Pass the name of a table, the arn of a topic, the url of a queue. Allow sns:Publish on"
    " the topic, sqs:SendMessage on the queue or a dynamodb action on the table in the"
    " aws_iam_role_policy of the function's role, or remove the variable.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html",
    requirements=("R-A-15", "R-A-31", "R-B-9"),
    when_missing="a function without such variables needs no rights",
    overlaps_with=(
        "iam_policy_has_no_unused_rights",
        "iam_policy_limits_key_usage",
        "iam_policy_matches_resources_to_actions",
        "iam_role_trusts_only_its_service",
        "lambda_function_role_allows_its_integrations",
    ),
)

# Type -> what AWS's SDK wants of it, and how the action begins that makes use of it.
USES = {
    "aws_dynamodb_table": ("name", "dynamodb:"),
    "aws_sns_topic": ("arn", "sns:Publish"),
    "aws_sqs_queue": ("url", "sqs:SendMessage"),
}


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if a variable holds what the SDK wants, and a statement allows its use."""
    if resource.type != "aws_lambda_function":
        return NOT_APPLICABLE
    references = [one for one in variable_references(resource, stack) if one.resource.type in USES]
    role = role_of(resource, stack)
    if not references or role is None:
        # lambda_function_role_allows_its_integrations reports a function without a role.
        return NOT_APPLICABLE
    rights = rights_of(role, stack)
    if not isinstance(rights, list):
        return rights
    decisions = (_is_usable(one, rights, role) for one in references)
    return next((decision for decision in decisions if decision != COMPLIANT), COMPLIANT)


def _is_usable(reference: VariableReference, rights: list[Statement], role: Resource) -> Decision:
    attribute, use = USES[reference.resource.type]
    named = f"{reference.resource.address}.{reference.attribute}"
    if reference.attribute != attribute:
        return Violation(f"{reference.variable} = {named}", f"its {attribute}")
    if any(_allows(right, use, f"{reference.resource.address}.arn") for right in rights):
        return COMPLIANT
    found = f"no {use} on {reference.resource.address}, which {reference.variable} names"
    return Violation(found, f"the right for {role.address}")


def _allows(statement: Statement, use: str, target: str) -> bool:
    return (
        statement.effect == "Allow"
        and target in statement.resources
        and any(action.startswith(use) for action in statement.actions)
        and not statement.conditions
    )
