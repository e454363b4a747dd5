"""Roles cannot create log groups."""

from fnmatch import fnmatchcase

from policies.aws.policy_documents import statements
from policies.aws.roles import IDENTITY_POLICIES
from policies.engine.card import Card, Severity
from policies.engine.outcome import COMPLIANT, NOT_CONCERNED, Outcome, Violation
from policies.engine.resource import Resource
from policies.engine.stack import Stack

CARD = Card(
    title="Roles cannot create log groups",
    severity=Severity.MEDIUM,
    why="Lambda writes its last lines late: with this right it makes the group again that a destroy"
    " just deleted, without retention, key and tags.",
    remedy="Leave logs:CreateLogGroup out, and every wildcard that covers it.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html",
    requirements=("R-A-12",),
    absent="a policy without a document allows nothing, and AWS refuses it",
    also_fire=("iam_policy_fits_resources_to_actions", "iam_policy_names_each_action"),
)

# IAM takes actions in any case.
FORBIDDEN = "logs:createloggroup"


def judge(resource: Resource, stack: Stack) -> Outcome:
    """Compliant if no action, wildcards followed, lets anybody create a log group."""
    attribute = IDENTITY_POLICIES.get(resource.type)
    if attribute is None:
        return NOT_CONCERNED
    found = statements(resource, attribute, stack)
    if not isinstance(found, list):
        return found
    for statement in found:
        for action in sorted(statement.actions):
            if statement.effect == "Allow" and fnmatchcase(FORBIDDEN, action.lower()):
                return Violation(f"action {action}", "no logs:CreateLogGroup")
    return COMPLIANT
