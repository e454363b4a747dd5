"""The permissions boundary allows the data of one environment and no administration."""

import re

from policies import COMPLIANT, NOT_APPLICABLE, Card, Decision, Resource, Severity, Stack, Violation
from policies.aws.actions import is_known
from policies.aws.deployment_roles import BOUNDARY, POLICY, name_of
from policies.aws.policy_documents import ACCOUNT, PARTITION, Statement, region, statements

CARD = Card(
    title="The permissions boundary allows the data of one environment and no administration",
    severity=Severity.HIGH,
    why="Whoever can create roles can give them any right. Only the boundary keeps administration"
    " and the data of other environments out of reach.",
    remedy="Allow each action that functions need by name, on names that end in"
    " -${aws:PrincipalTag/Environment}. Describe a new action in policies/aws/actions.py.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
    requirements=("R-ACC-4",),
    when_missing="AWS rejects a policy without a document",
    exempt={
        "kms:Decrypt, kms:GenerateDataKey": "on every key of the account: a key has no name, and"
        " a role that cannot read the data has nothing to decrypt",
    },
    stacks=("bootstrap",),
    overlaps_with=(
        "account_role_denies_privilege_escalation",
        "account_role_has_only_policies_of_its_stack",
    ),
)

LISTS = Statement("Allow", frozenset({"dynamodb:ListStreams"}), frozenset({"*"}))
OWN_NAME = r"[a-z:/-]*\*-\$\{aws:PrincipalTag/Environment\}(:\*|/stream/\*)?"


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if each statement allows what functions do to what is named like their role."""
    if resource.type != POLICY or name_of(resource, stack) != BOUNDARY:
        return NOT_APPLICABLE
    found = statements(resource, "policy", stack)
    if not isinstance(found, list):
        return found
    for statement in found:
        if statement != LISTS and (fault := _fault(statement, stack)):
            return Violation(fault, "an action of a function on names of its environment")
    return COMPLIANT


def _fault(statement: Statement, stack: Stack) -> str:
    """What is wrong with the statement; empty if nothing is."""
    if statement.effect != "Allow" or statement.conditions:
        return str(statement)
    for action in sorted(statement.actions):
        if not is_known(action):
            return f"action {action}"
        wrong = [one for one in statement.resources if not _fits(action, one, stack)]
        if wrong or not statement.resources:
            return f"{action} on {', '.join(sorted(wrong)) or 'nothing'}"
    return ""


def _fits(action: str, resource: str, stack: Stack) -> bool:
    service = action.partition(":")[0]
    here = f"arn:{PARTITION}:{service}:{region(stack)}:{ACCOUNT}:"
    if service == "kms":
        return resource == f"{here}key/*"
    return bool(re.fullmatch(re.escape(here) + OWN_NAME, resource))
