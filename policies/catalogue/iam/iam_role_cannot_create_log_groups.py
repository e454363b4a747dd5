"""IAM roles cannot create log groups."""

from fnmatch import fnmatchcase

from policies import COMPLIANT, NOT_APPLICABLE, Card, Decision, Resource, Severity, Stack, Violation
from policies.aws.policy_documents import statements
from policies.aws.roles import IDENTITY_POLICIES

CARD = Card(
    title="IAM roles cannot create log groups",
    severity=Severity.MEDIUM,
    why="Lambda writes its last lines late. With this right it recreates a log group that was just"
    " destroyed, without retention, key and tags.",
    remedy="Remove logs:CreateLogGroup and every wildcard that covers it.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html",
    requirements=("R-A-12",),
    when_missing="AWS rejects a policy without a document",
    overlaps_with=("iam_policy_matches_resources_to_actions", "iam_policy_names_each_action"),
)

# IAM takes actions in any case.
FORBIDDEN = "logs:createloggroup"


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if no action, wildcards followed, lets anybody create a log group."""
    attribute = IDENTITY_POLICIES.get(resource.type)
    if attribute is None:
        return NOT_APPLICABLE
    found = statements(resource, attribute, stack)
    if not isinstance(found, list):
        return found
    for statement in found:
        for action in sorted(statement.actions):
            if statement.effect == "Allow" and fnmatchcase(FORBIDDEN, action.lower()):
                return Violation(f"action {action}", "no logs:CreateLogGroup")
    return COMPLIANT
