"""IAM roles have only the policies that their stack writes for them."""

from policies import Absent, Card, Resource, Severity, Stack, Unknown
from policies.aws.roles import ROLE
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Undecided, Violation

CARD = Card(
    title="IAM roles have only the policies that their stack writes for them",
    severity=Severity.HIGH,
    why="A policy of AWS or of another stack grants more than the function needs and changes"
    " without review. Inline policies in aws_iam_role are deprecated, and no policy here reads"
    " them.",
    remedy="Write one aws_iam_role_policy. Remove inline_policy, managed_policy_arns and"
    " attachments.",
    source="https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/iam_role",
    requirements=("R-A-15", "R-B-9"),
    when_missing="nothing inside the role, as wanted",
)

WANTED = "an aws_iam_role_policy"
INSIDE = ("inline_policy", "managed_policy_arns")
ATTACHMENTS = (
    "aws_iam_policy_attachment",
    "aws_iam_role_policies_exclusive",
    "aws_iam_role_policy_attachment",
    "aws_iam_role_policy_attachments_exclusive",
)


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if nothing is written inside the role and nothing is attached to one."""
    if resource.type in ATTACHMENTS:
        return Violation(f"an {resource.type}", WANTED)
    if resource.type != ROLE:
        return NOT_APPLICABLE
    for attribute in INSIDE:
        value = stack.value(resource, attribute)
        if isinstance(value, Unknown) and isinstance(resource.values.get(attribute), str):
            return Undecided(f"{attribute}: {value.why}", attribute)
        if not isinstance(value, Absent):
            return Violation(f"{attribute} in the role", WANTED)
    return COMPLIANT
