"""Lambda functions are made after the policies of their role."""

from policies.aws.roles import policies_of, role_of
from policies.engine.card import Card, Severity
from policies.engine.outcome import COMPLIANT, NOT_CONCERNED, Outcome, Undecided, Violation
from policies.engine.resource import Resource
from policies.engine.stack import Stack

CARD = Card(
    title="Lambda functions are made after the policies of their role",
    severity=Severity.MEDIUM,
    why="AWS refuses a function whose role may not write to its dead letter queue yet, and a"
    " mapping or a destination of it as well; on the way down no function must outlive its rights.",
    remedy="Name the aws_iam_role_policy of the function's role in depends_on of the function; what"
    " refers to the function waits with it.",
    source="https://developer.hashicorp.com/terraform/language/meta-arguments/depends_on",
    requirements=("R-A-15", "R-B-9"),
    absent="Terraform makes both at once",
    also_fire=(
        "iam_policy_limits_the_use_of_keys",
        "iam_policy_serves_its_function",
        "iam_role_is_trusted_by_its_service_only",
        "lambda_function_may_use_what_it_is_told",
        "lambda_function_role_allows_its_wiring",
    ),
)


def judge(resource: Resource, stack: Stack) -> Outcome:
    """Compliant if the function depends on every policy of its role."""
    if resource.type != "aws_lambda_function":
        return NOT_CONCERNED
    role = role_of(resource, stack)
    if role is None:
        return Undecided(f"role is {stack.value(resource, 'role')}, no role of this stack", "role")
    for policy in policies_of(role, stack):
        if not resource.refers_to(policy):
            return Violation(f"nothing that makes it wait for {policy.address}", "depends_on")
    return COMPLIANT
