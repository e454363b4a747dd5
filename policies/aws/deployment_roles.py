"""The roles that runs of the repository take, by name, and what their policies say."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from policies import Computed, Known, Resource, Stack, Undecided, Violation
from policies.aws.policy_documents import ACCOUNT, PARTITION, Statement, all_statements

ROLE, POLICY, ATTACHMENT = "aws_iam_role", "aws_iam_policy", "aws_iam_role_policy_attachment"
PREFIX = "market-pipelines-"
# Name -> the suffixes of the environments that the role manages.
SUFFIXES: Mapping[str, tuple[str, ...]] = {
    f"{PREFIX}plan": (),
    f"{PREFIX}ephemeral": ("pr-*",),
    f"{PREFIX}deploy": ("dev", "prod"),
}
# Whose functions a role reads that manages none.
PLANNED = SUFFIXES[f"{PREFIX}deploy"]
BOUNDARY = f"{PREFIX}boundary"
BOUNDARY_ARN = f"arn:{PARTITION}:iam::{ACCOUNT}:policy/{BOUNDARY}"
UNKNOWN_ROLE = Violation("a role with an unknown name", ", ".join(SUFFIXES))


def name_of(resource: Resource, stack: Stack, attribute: str = "name") -> str:
    """The name as written; empty if unknown."""
    value = stack.value(resource, attribute)
    return str(value.value) if isinstance(value, Known) else ""


def policies_of(role: Resource, stack: Stack) -> Sequence[Resource]:
    """The policies of the stack that are attached to the role."""
    return _attached(stack).get(name_of(role, stack), ())


def rights_of(role: Resource, stack: Stack) -> list[Statement] | Violation | Undecided:
    """The statements of all policies attached to the role, or why one cannot be read."""
    return all_statements(policies_of(role, stack), stack)


@lru_cache(maxsize=16)
def _attached(stack: Stack) -> Mapping[str, list[Resource]]:
    found: dict[str, list[Resource]] = {}
    for attachment in stack.of_type(ATTACHMENT):
        policy = stack.value(attachment, "policy_arn")
        if isinstance(policy, Computed) and (policy.resource.type, policy.attribute) == (
            POLICY,
            "arn",
        ):
            found.setdefault(name_of(attachment, stack, "role"), []).append(policy.resource)
    return found
