"""IAM roles have the permissions boundary of the account."""

from policies import Card, Resource, Severity, Stack
from policies.aws.policy_documents import ACCOUNT, PARTITION, neutral
from policies.aws.roles import ROLE
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Undecided, Violation

WHEN_MISSING = "the role can do whatever its policies allow"

CARD = Card(
    title="IAM roles have the permissions boundary of the account",
    severity=Severity.HIGH,
    why="Whoever deploys writes the policies of the roles. Only the boundary keeps a role that was"
    " created by mistake, or by an attacker, from what no function needs.",
    remedy="Set permissions_boundary to the policy market-pipelines-boundary of the stack"
    " bootstrap. AWS lets the deployment roles create no role without it.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
    requirements=("R-A-15", "R-B-9"),
    when_missing=WHEN_MISSING,
)

ATTRIBUTE = "permissions_boundary"
WANTED = f"arn:{PARTITION}:iam::{ACCOUNT}:policy/market-pipelines-boundary"


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if the role has the boundary."""
    if resource.type != ROLE:
        return NOT_APPLICABLE
    raw = resource.values.get(ATTRIBUTE)
    if raw is None:
        return Violation(f"no {ATTRIBUTE} ({WHEN_MISSING})", WANTED)
    found = neutral(str(raw), stack)
    if found is None:
        why = f"{ATTRIBUTE}: the expression {raw} is more than strings and references"
        return Undecided(why, ATTRIBUTE)
    return COMPLIANT if found == WANTED else Violation(f"{ATTRIBUTE} = {found}", WANTED)
