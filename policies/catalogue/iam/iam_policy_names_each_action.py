"""IAM policies allow each action by its full name."""

import re

from policies import COMPLIANT, NOT_APPLICABLE, Card, Decision, Resource, Severity, Stack, Violation
from policies.aws.policy_documents import statements
from policies.aws.roles import IDENTITY_POLICIES

CARD = Card(
    title="IAM policies allow each action by its full name",
    severity=Severity.HIGH,
    why="A wildcard allows actions that nobody reviewed, including those that AWS adds later. A"
    " Deny hides what other statements allow.",
    remedy="Use Allow and write every action by its full name, such as dynamodb:PutItem.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
    requirements=("R-A-15", "R-B-9"),
    when_missing="AWS rejects a policy without a document",
    overlaps_with=(
        "iam_policy_has_no_unused_rights",
        "iam_policy_limits_key_usage",
        "iam_policy_matches_resources_to_actions",
        "iam_role_cannot_create_log_groups",
        "lambda_function_role_allows_configured_resources",
        "lambda_function_role_allows_its_integrations",
    ),
)

ACTION = re.compile(r"[a-z0-9-]+:[A-Z][A-Za-z0-9]+")


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if every statement allows actions, each by its whole name."""
    attribute = IDENTITY_POLICIES.get(resource.type)
    if attribute is None:
        return NOT_APPLICABLE
    found = statements(resource, attribute, stack)
    if not isinstance(found, list):
        return found
    for statement in found:
        if statement.effect != "Allow":
            return Violation(f"{statement.effect} {', '.join(sorted(statement.actions))}", "Allow")
        for action in sorted(statement.actions):
            if not ACTION.fullmatch(action):
                return Violation(f"action {action}", "an action by its full name")
    return COMPLIANT
