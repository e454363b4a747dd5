"""Workflow roles are denied every action that would extend their own rights."""

from collections.abc import Iterator, Sequence

from policies import NOT_APPLICABLE, Card, Decision, Resource, Severity, Stack, Violation
from policies.aws.deployment_limits import limits, no_secrets
from policies.aws.deployment_roles import (
    BOUNDARY,
    POLICY,
    ROLE,
    SUFFIXES,
    UNKNOWN_ROLE,
    name_of,
    rights_of,
)
from policies.aws.policy_documents import Statement, exactly

CARD = Card(
    title="Workflow roles are denied every action that would extend their own rights",
    severity=Severity.HIGH,
    why="A role that can create roles can give itself any right, unless every new role must carry"
    " the boundary and the boundary cannot be changed. A Deny wins over every Allow.",
    remedy="Deny access to resources tagged as another environment, setting such a tag, changing"
    " the boundary, creating roles without it, changing the deployment's own roles and policies,"
    " and assuming other roles. Deny secrets to plan and deploy.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
    requirements=("R-ACC-3", "R-ACC-4"),
    when_missing="without a Deny, a single wrong Allow grants the right",
    stacks=("bootstrap",),
    overlaps_with=("account_role_is_scoped_to_its_environments",),
)

# It makes a secret of its own for its tests, and reads that one.
READS_SECRETS = "market-pipelines-ephemeral"


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if the role is denied exactly what it must be, and the boundary is there."""
    if resource.type != ROLE:
        return NOT_APPLICABLE
    name = name_of(resource, stack)
    if name not in SUFFIXES:
        return UNKNOWN_ROLE
    found = rights_of(resource, stack)
    if not isinstance(found, list):
        return found
    if not any(name_of(policy, stack) == BOUNDARY for policy in stack.of_type(POLICY)):
        return Violation("no boundary in the stack", f"an {POLICY} named {BOUNDARY}")
    denied = [statement for statement in found if statement.effect == "Deny"]
    return exactly(denied, list(_wanted(name, found)))


def _wanted(name: str, found: Sequence[Statement]) -> Iterator[Statement]:
    if name != READS_SECRETS:
        yield no_secrets()
    if SUFFIXES[name]:
        allowed = {one for each in found if each.effect == "Allow" for one in each.actions}
        yield from limits(SUFFIXES[name], allowed)
