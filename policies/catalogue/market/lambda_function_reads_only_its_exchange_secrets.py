"""Lambda functions can read the webhook secrets of their own exchanges only."""

import json

from policies import Absent, Card, Known, Resource, Severity, Stack, Value
from policies.aws.policy_documents import Statement, Words, arn
from policies.aws.roles import rights_of, role_of
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Undecided, Violation

CARD = Card(
    title="Lambda functions can read the webhook secrets of their own exchanges only",
    severity=Severity.HIGH,
    why="Without the right, the function rejects every webhook of the exchange. With the right to"
    " another environment's secrets, one environment could forge webhooks of the other.",
    remedy="Allow ssm:GetParameter on <SECRET_PARAMETER_PREFIX><exchange>-<suffix> for each key of"
    " EXCHANGE_ENDPOINTS, a JSON object from exchange to its https endpoint.",
    source="https://docs.aws.amazon.com/systems-manager/latest/userguide/"
    "sysman-paramstore-access.html",
    requirements=("R-A-15", "R-A-20"),
    when_missing="a function without EXCHANGE_ENDPOINTS serves no exchange",
    overlaps_with=(
        "lambda_function_variables_hold_what_they_name",
        "cloudwatch_alarm_uses_existing_metrics",
        "iam_policy_has_no_unused_rights",
        "iam_policy_limits_key_usage",
        "iam_policy_matches_resources_to_actions",
        "iam_policy_names_each_action",
        "iam_role_trusts_only_its_service",
        "lambda_function_environment_has_no_secrets",
        "lambda_function_has_environment_suffix",
        "lambda_function_requires_signed_webhooks",
        "lambda_function_role_allows_configured_resources",
        "lambda_function_role_allows_its_integrations",
    ),
)

FUNCTION, READ = "aws_lambda_function", "ssm:GetParameter"


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if the readable parameters are those of the served exchanges."""
    role = role_of(resource, stack) if resource.type == FUNCTION else None
    if role is None or not isinstance(stack.suffix, Known):
        # lambda_function_role_allows_its_integrations reports a function without a role,
        # resource_has_required_tags a stack without a suffix.
        return NOT_APPLICABLE
    rights = rights_of(role, stack)
    endpoints = _variable(resource, "EXCHANGE_ENDPOINTS", stack)
    readable = _readable(rights) if isinstance(rights, list) else frozenset()
    if isinstance(endpoints, Absent):
        return _same(readable, frozenset()) if readable else NOT_APPLICABLE
    prefix = _variable(resource, "SECRET_PARAMETER_PREFIX", stack)
    if not all(isinstance(one, Known) for one in (endpoints, prefix)):
        return Undecided(f"exchanges: {endpoints}; parameters: {prefix}")
    exchanges = _exchanges(endpoints)
    if not exchanges:
        return Violation(f"EXCHANGE_ENDPOINTS = {endpoints}", "exchanges with https endpoints")
    if not isinstance(rights, list):
        return rights
    return _same(readable, _parameters(exchanges, prefix, stack))


def _readable(rights: list[Statement]) -> Words:
    """The parameters that the rights open."""
    return frozenset(
        name
        for one in rights
        if one.effect == "Allow" and READ in one.actions and not one.conditions
        for name in one.resources
    )


def _variable(function: Resource, name: str, stack: Stack) -> Value:
    return stack.value(function, "environment", "variables", name)


def _exchanges(endpoints: Value) -> list[str]:
    """The exchanges that the variable names; none if one has no endpoint."""
    try:
        held = json.loads(str(endpoints.value)) if isinstance(endpoints, Known) else None
    except ValueError:
        return []
    if not isinstance(held, dict):
        return []
    return list(held) if all(str(one).startswith("https://") for one in held.values()) else []


def _parameters(exchanges: list[str], prefix: Value, stack: Stack) -> Words:
    start = str(prefix.value) if isinstance(prefix, Known) else ""
    suffix = str(stack.suffix.value) if isinstance(stack.suffix, Known) else ""
    names = (f"parameter{start}{exchange}-{suffix}" for exchange in exchanges)
    return frozenset(arn(stack, "ssm", name) for name in names)


def _same(readable: Words, wanted: Words) -> Decision:
    if more := sorted(readable - wanted):
        return Violation(f"{READ} on {', '.join(more)}", "only secrets of its exchanges")
    if less := sorted(wanted - readable):
        return Violation(f"no {READ} on {', '.join(less)}", "one for each exchange")
    return COMPLIANT
