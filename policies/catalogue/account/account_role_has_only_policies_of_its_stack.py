"""Workflow roles have only the policies that the account stack attaches."""

from policies import Absent, Card, Computed, Resource, Severity, Stack, Unknown
from policies.aws.deployment_roles import (
    ATTACHMENT,
    BOUNDARY,
    POLICY,
    ROLE,
    SUFFIXES,
    UNKNOWN_ROLE,
    name_of,
    policies_of,
)
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Undecided, Violation

CARD = Card(
    title="Workflow roles have only the policies that the account stack attaches",
    severity=Severity.HIGH,
    why="A single attached AWS managed policy can make every pull request an administrator. A"
    " policy that is attached to no role limits nothing.",
    remedy="Write an aws_iam_policy named after its role and attach it to that role, once. Put no"
    " policy inside a role, and do not attach the boundary.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html",
    requirements=("R-ACC-3",),
    when_missing="nothing inside the role, as wanted",
    stacks=("bootstrap",),
    overlaps_with=(
        "account_role_denies_privilege_escalation",
        "account_role_is_scoped_to_its_environments",
        "account_role_trusts_only_its_workflow_runs",
        "boundary_limits_roles_to_one_environment",
    ),
)

INSIDE = ("inline_policy", "managed_policy_arns")
ELSEWHERE = (
    "aws_iam_policy_attachment",
    "aws_iam_role_policies_exclusive",
    "aws_iam_role_policy",
    "aws_iam_role_policy_attachments_exclusive",
)


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if each policy is attached once, to the role of its name."""
    if resource.type in ELSEWHERE:
        return Violation(f"an {resource.type}", f"an {POLICY} and its {ATTACHMENT}")
    if resource.type == ATTACHMENT:
        return _attachment(resource, stack)
    if resource.type == POLICY:
        return _policy(resource, stack)
    return _role(resource, stack) if resource.type == ROLE else NOT_APPLICABLE


def _attachment(attachment: Resource, stack: Stack) -> Decision:
    policy = stack.value(attachment, "policy_arn")
    if isinstance(policy, Unknown):
        return Undecided(f"policy_arn: {policy.why}", "policy_arn")
    if not isinstance(policy, Computed) or (policy.resource.type, policy.attribute) != (
        POLICY,
        "arn",
    ):
        return Violation(f"policy_arn {policy}", f"the arn of an {POLICY} of this stack")
    role, name = name_of(attachment, stack, "role"), name_of(policy.resource, stack)
    if role in SUFFIXES and name.startswith(f"{role}-"):
        return COMPLIANT
    return Violation(
        f"{name or 'a policy'} attached to {role or 'no role'}", "the role of its name"
    )


def _policy(policy: Resource, stack: Stack) -> Decision:
    roles = [role for role in stack.of_type(ROLE) if policy in policies_of(role, stack)]
    wanted = 0 if name_of(policy, stack) == BOUNDARY else 1
    if len(roles) == wanted:
        return COMPLIANT
    return Violation(f"a policy of {len(roles)} roles", f"of {wanted}")


def _role(role: Resource, stack: Stack) -> Decision:
    if name_of(role, stack) not in SUFFIXES:
        return UNKNOWN_ROLE
    inside = [name for name in INSIDE if not isinstance(stack.value(role, name), Absent)]
    if inside:
        return Violation(f"{inside[0]} in the role", f"an {POLICY} and its {ATTACHMENT}")
    return COMPLIANT
