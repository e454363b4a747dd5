"""Lambda functions depend on the policies of their role."""

from policies import Card, Resource, Severity, Stack
from policies.aws.roles import policies_of, role_of
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Undecided, Violation

CARD = Card(
    title="Lambda functions depend on the policies of their role",
    severity=Severity.MEDIUM,
    why="AWS rejects a function whose role may not write to its dead-letter queue yet, and likewise"
    " its mapping or destination. During a destroy, no function may outlive its rights.",
    remedy="Add the aws_iam_role_policy of the function's role to depends_on of the function."
    " Resources that refer to the function then wait as well.",
    source="https://developer.hashicorp.com/terraform/language/meta-arguments/depends_on",
    requirements=("R-A-15", "R-B-9"),
    when_missing="Terraform creates both at the same time",
    overlaps_with=(
        "iam_policy_has_no_unused_rights",
        "iam_policy_limits_key_usage",
        "iam_role_trusts_only_its_service",
        "lambda_function_role_allows_configured_resources",
        "lambda_function_role_allows_its_integrations",
    ),
)


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if the function depends on every policy of its role."""
    if resource.type != "aws_lambda_function":
        return NOT_APPLICABLE
    role = role_of(resource, stack)
    if role is None:
        return Undecided(f"role is {stack.value(resource, 'role')}, no role of this stack", "role")
    for policy in policies_of(role, stack):
        if not resource.refers_to(policy):
            return Violation(f"no dependency on {policy.address}", "depends_on")
    return COMPLIANT
