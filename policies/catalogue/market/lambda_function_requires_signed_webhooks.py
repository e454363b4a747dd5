"""Lambda functions require signed webhooks, except in environments with an end."""

from policies import Absent, Card, Known, Resource, Severity, Stack, as_bool, expect
from policies.aws.tags import default_tags
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Violation

WHEN_MISSING = "the function does not start"

CARD = Card(
    title="Lambda functions require signed webhooks, except in environments with an end",
    severity=Severity.HIGH,
    why="Anyone who finds the URL of an API that accepts unsigned webhooks can write prices that"
    " trading algorithms use.",
    remedy="Set ALLOW_UNSIGNED to false for a function with EXCHANGE_ENDPOINTS. Use true only in"
    " environments with the default tag ExpiresAt.",
    source="https://www.standardwebhooks.com/",
    requirements=("R-A-20",),
    when_missing=WHEN_MISSING,
    overlaps_with=(
        "lambda_function_variables_hold_what_they_name",
        "cloudwatch_alarm_uses_existing_metrics",
        "lambda_function_environment_has_no_secrets",
        "lambda_function_has_environment_suffix",
    ),
)

VARIABLE, EXCHANGES = "ALLOW_UNSIGNED", "EXCHANGE_ENDPOINTS"


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if signatures are wanted, or the environment ends; others take no webhooks."""
    if resource.type != "aws_lambda_function" or not _takes_webhooks(resource, stack):
        return NOT_APPLICABLE
    value = stack.value(resource, "environment", "variables", VARIABLE)
    known = expect(
        value,
        VARIABLE,
        lambda found: as_bool(found) is not None,
        wanted="true or false",
        when_missing=WHEN_MISSING,
    )
    if known != COMPLIANT or (isinstance(value, Known) and as_bool(value.value) is False):
        return known
    if (default_tags(stack) or {}).get("ExpiresAt"):
        return COMPLIANT
    return Violation(f"{VARIABLE} in an environment without an end", "false")


def _takes_webhooks(function: Resource, stack: Stack) -> bool:
    value = stack.value(function, "environment", "variables", EXCHANGES)
    return not isinstance(value, Absent)
