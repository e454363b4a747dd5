"""Which role belongs to which function, and what its policies say."""

from collections.abc import Mapping
from functools import lru_cache

from policies import Computed, Resource, Stack, Undecided, Violation
from policies.aws.policy_documents import Statement, all_statements

ROLE, ROLE_POLICY = "aws_iam_role", "aws_iam_role_policy"
# Where the policies of roles and users stand, and in which attribute.
IDENTITY_POLICIES = {ROLE_POLICY: "policy", "aws_iam_policy": "policy"}


def role_of(resource: Resource, stack: Stack) -> Resource | None:
    """The role of the stack that a function runs with or a policy is for; None if it is no such."""
    value = stack.value(resource, "role")
    attribute = "id" if resource.type == ROLE_POLICY else "arn"
    if isinstance(value, Computed) and (value.resource.type, value.attribute) == (ROLE, attribute):
        return value.resource
    return None


def functions_with(role: Resource, stack: Stack) -> list[Resource]:
    """The functions that run with the role."""
    return _with_role(stack, "aws_lambda_function").get(role, [])


def policies_of(role: Resource, stack: Stack) -> list[Resource]:
    """The policies of the role that are resources of their own."""
    return _with_role(stack, ROLE_POLICY).get(role, [])


def rights_of(role: Resource, stack: Stack) -> list[Statement] | Violation | Undecided:
    """The statements of all policies of the role, or why one of them cannot be read."""
    return all_statements(policies_of(role, stack), stack)


@lru_cache(maxsize=16)
def _with_role(stack: Stack, kind: str) -> Mapping[Resource, list[Resource]]:
    found: dict[Resource, list[Resource]] = {}
    for one in stack.of_type(kind):
        role = role_of(one, stack)
        if role:
            found.setdefault(role, []).append(one)
    return found
