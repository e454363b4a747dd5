"""Policies of roles name each action that they allow."""

import re

from policies.aws.policy_documents import statements
from policies.aws.roles import IDENTITY_POLICIES
from policies.engine.card import Card, Severity
from policies.engine.outcome import COMPLIANT, NOT_CONCERNED, Outcome, Violation
from policies.engine.resource import Resource
from policies.engine.stack import Stack

CARD = Card(
    title="Policies of roles name each action that they allow",
    severity=Severity.HIGH,
    why="A wildcard allows what nobody thought of, and whatever AWS adds tomorrow; a Deny hides"
    " what its neighbours allow.",
    remedy="Write Allow and every action by its whole name, such as dynamodb:PutItem.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
    requirements=("R-A-15", "R-B-9"),
    absent="a policy without a document allows nothing, and AWS refuses it",
    also_fire=(
        "iam_policy_fits_resources_to_actions",
        "iam_policy_limits_the_use_of_keys",
        "iam_policy_serves_its_function",
        "iam_role_cannot_create_log_groups",
        "lambda_function_may_use_what_it_is_told",
        "lambda_function_reads_the_secrets_of_its_exchanges",
        "lambda_function_role_allows_its_wiring",
    ),
)

ACTION = re.compile(r"[a-z0-9-]+:[A-Z][A-Za-z0-9]+")


def judge(resource: Resource, stack: Stack) -> Outcome:
    """Compliant if every statement allows actions, each by its whole name."""
    attribute = IDENTITY_POLICIES.get(resource.type)
    if attribute is None:
        return NOT_CONCERNED
    found = statements(resource, attribute, stack)
    if not isinstance(found, list):
        return found
    for statement in found:
        if statement.effect != "Allow":
            return Violation(f"{statement.effect} {', '.join(sorted(statement.actions))}", "Allow")
        for action in sorted(statement.actions):
            if not ACTION.fullmatch(action):
                return Violation(f"action {action}", "an action by its whole name")
    return COMPLIANT
