"""Roles of runs are denied what leads out of their limits."""

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
    title="Roles of runs are denied what leads out of their limits",
    severity=Severity.HIGH,
    why="A role that may make roles can give itself any right, unless the boundary is on each of"
    " them and out of its reach; a Deny stands whatever a later policy allows.",
    remedy="Deny: what is tagged as another environment; such a tag; changing the boundary; roles"
    " without it; the deployment's own roles and policies; taking another role. Deny plan and"
    " deploy the secrets.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
    requirements=("R-ACC-3", "R-ACC-4"),
    when_missing="without a Deny, one Allow too many is enough",
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
