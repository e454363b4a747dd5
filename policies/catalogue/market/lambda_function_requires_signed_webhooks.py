"""Webhooks must be signed, but in an environment that ends."""

from policies import Absent, Card, Known, Resource, Severity, Stack, as_bool, expect
from policies.aws.tags import default_tags
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Violation

WHEN_MISSING = "the function refuses to start"

CARD = Card(
    title="Webhooks must be signed, but in an environment that ends",
    severity=Severity.HIGH,
    why="Whoever finds the address of a door that takes unsigned webhooks writes prices that"
    " algorithms trade on.",
    remedy="Set ALLOW_UNSIGNED to false where EXCHANGE_ENDPOINTS names exchanges; true is for"
    " environments with the default tag ExpiresAt.",
    source="https://www.standardwebhooks.com/",
    requirements=("R-A-20",),
    when_missing=WHEN_MISSING,
    overlaps_with=("lambda_function_environment_has_no_secrets",),
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
    return Violation(f"{VARIABLE} in an environment that does not end", "false")


def _takes_webhooks(function: Resource, stack: Stack) -> bool:
    value = stack.value(function, "environment", "variables", EXCHANGES)
    return not isinstance(value, Absent)
