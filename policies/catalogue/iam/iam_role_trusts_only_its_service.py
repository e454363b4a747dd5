"""IAM roles trust only the Lambda service, on behalf of their own account."""

from policies import NOT_APPLICABLE, Card, Decision, Resource, Severity, Stack, Violation
from policies.aws.policy_documents import ACCOUNT, Statement, exactly, statements
from policies.aws.roles import ROLE, functions_with

CARD = Card(
    title="IAM roles trust only the Lambda service, on behalf of their own account",
    severity=Severity.HIGH,
    why="Every principal that a role trusts gets all its rights. An attacker can use a second"
    " principal, or the service on behalf of an account of theirs (the confused deputy problem).",
    remedy="Let assume_role_policy allow sts:AssumeRole to lambda.amazonaws.com only, if"
    " aws:SourceAccount StringEquals the account. Remove a role that no function uses.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html",
    requirements=("R-A-15", "R-B-9"),
    when_missing="AWS rejects a role that trusts nobody",
    overlaps_with=("iam_policy_limits_key_usage", "lambda_function_role_allows_its_integrations"),
)

TRUST = Statement(
    "Allow",
    frozenset({"sts:AssumeRole"}),
    principals=frozenset({("Service", "lambda.amazonaws.com")}),
    conditions=frozenset({("StringEquals", "aws:SourceAccount", frozenset({ACCOUNT}))}),
)


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if a function uses the role, and Lambda alone may assume it."""
    if resource.type != ROLE:
        return NOT_APPLICABLE
    if not functions_with(resource, stack):
        return Violation("a role that no function uses", "a function with it")
    found = statements(resource, "assume_role_policy", stack)
    return exactly(found, [TRUST]) if isinstance(found, list) else found
