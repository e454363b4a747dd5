"""DynamoDB tables have point-in-time recovery for 35 days."""

from policies import Card, Resource, Severity, Stack, as_bool, as_number, expect, expect_if_written
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision

WHEN_MISSING = "point-in-time recovery is off"

CARD = Card(
    title="DynamoDB tables have point-in-time recovery for 35 days",
    severity=Severity.HIGH,
    why="Point-in-time recovery can undo a bad write or delete to any second of the last 35 days.",
    remedy="Set point_in_time_recovery.enabled to true. Leave recovery_period_in_days out, or set"
    " it to 35.",
    source="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/"
    "Point-in-time-recovery.html",
    requirements=("R-A-4", "R-B-5"),
    when_missing=f"{WHEN_MISSING}; recovery_period_in_days: AWS uses 35",
)

BLOCK, PERIOD = "point_in_time_recovery", "recovery_period_in_days"
# The longest; its length does not change the price.
DAYS = 35


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if recovery is switched on, and reaches back as far as AWS lets it."""
    if resource.type != "aws_dynamodb_table":
        return NOT_APPLICABLE
    enabled = expect(
        stack.value(resource, BLOCK, "enabled"),
        f"{BLOCK}.enabled",
        lambda found: as_bool(found) is True,
        wanted="true",
        when_missing=WHEN_MISSING,
    )
    if enabled != COMPLIANT:
        return enabled
    return expect_if_written(
        stack.value(resource, BLOCK, PERIOD),
        f"{BLOCK}.{PERIOD}",
        lambda found: as_number(found) == DAYS,
        wanted=str(DAYS),
    )
