"""IAM policies allow each action only on single resources of the environment."""

from policies import Card, Resource, Severity, Stack
from policies.aws.actions import forms_of, has_form
from policies.aws.policy_documents import Statement, statements
from policies.aws.roles import IDENTITY_POLICIES
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Undecided, Violation

CARD = Card(
    title="IAM policies allow each action only on single resources of the environment",
    severity=Severity.HIGH,
    why="A wildcard reaches every environment of the account. An action on a resource type that it"
    " does not support grants nothing, which shows only at run time.",
    remedy="Refer to the resource by its arn, with one statement for each resource type. Describe a"
    " new action in policies/aws/actions.py.",
    source="https://docs.aws.amazon.com/service-authorization/latest/reference/"
    "reference_policies_actions-resources-contextkeys.html",
    requirements=("R-A-15", "R-B-9"),
    when_missing="AWS rejects a policy without a document",
    exempt={
        "dynamodb:ListStreams": "on * alone: DynamoDB supports no resource for it,"
        " https://docs.aws.amazon.com/service-authorization/latest/reference/"
        "list_amazondynamodb.html",
    },
    overlaps_with=(
        "iam_policy_has_no_unused_rights",
        "iam_policy_limits_key_usage",
        "lambda_function_role_allows_configured_resources",
        "lambda_function_role_allows_its_integrations",
    ),
)


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if each action is allowed on things of the form that it works on."""
    attribute = IDENTITY_POLICIES.get(resource.type)
    if attribute is None:
        return NOT_APPLICABLE
    found = statements(resource, attribute, stack)
    if not isinstance(found, list):
        return found
    decisions = (
        _fits(action, statement, stack)
        for statement in found
        for action in sorted(statement.actions)
        if "*" not in action
    )
    return next((decision for decision in decisions if decision != COMPLIANT), COMPLIANT)


def _fits(action: str, statement: Statement, stack: Stack) -> Decision:
    if action in CARD.exempt:
        alone = statement.resources == {"*"} and statement.actions == {action}
        return COMPLIANT if alone else Violation(str(statement), f"{action} on * alone")
    forms = forms_of(action, stack)
    if not forms:
        return Undecided(
            f"the resource type of {action} is unknown; add the action to policies/aws/actions.py"
        )
    found = sorted(statement.resources)
    wrong = [one for one in found if not any(has_form(one, form) for form in forms)]
    if wrong or not found:
        wanted = " or ".join(dict.fromkeys(forms))
        return Violation(f"{action} on {', '.join(wrong) or 'nothing'}", wanted)
    return COMPLIANT
