"""Roles stay within the permissions boundary of the account."""

from policies.aws.policy_documents import ACCOUNT, PARTITION, neutral
from policies.aws.roles import ROLE
from policies.engine.card import Card, Severity
from policies.engine.outcome import COMPLIANT, NOT_CONCERNED, Outcome, Undecided, Violation
from policies.engine.resource import Resource
from policies.engine.stack import Stack

ABSENT = "the role may do whatever its policies say"

CARD = Card(
    title="Roles stay within the permissions boundary of the account",
    severity=Severity.HIGH,
    why="Whoever deploys writes the policies of roles: only the boundary keeps a role that was"
    " made by mistake, or by an intruder, from what no function needs.",
    remedy="Set permissions_boundary to the policy market-pipelines-boundary, which the stack"
    " bootstrap makes; AWS lets the deploying roles make none without it.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
    requirements=("R-A-15", "R-B-9"),
    absent=ABSENT,
)

ATTRIBUTE = "permissions_boundary"
WANTED = f"arn:{PARTITION}:iam::{ACCOUNT}:policy/market-pipelines-boundary"


def judge(resource: Resource, stack: Stack) -> Outcome:
    """Compliant if the role has the boundary."""
    if resource.type != ROLE:
        return NOT_CONCERNED
    raw = resource.values.get(ATTRIBUTE)
    if raw is None:
        return Violation(f"no {ATTRIBUTE} ({ABSENT})", WANTED)
    found = neutral(str(raw), stack)
    if found is None:
        why = f"{ATTRIBUTE}: the expression {raw} is more than text and references"
        return Undecided(why, ATTRIBUTE)
    return COMPLIANT if found == WANTED else Violation(f"{ATTRIBUTE} = {found}", WANTED)
