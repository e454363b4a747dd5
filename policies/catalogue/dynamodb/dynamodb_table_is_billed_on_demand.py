"""DynamoDB tables are billed on demand."""

from policies import NOT_APPLICABLE, Card, Decision, Resource, Severity, Stack, expect

WHEN_MISSING = "AWS bills provisioned capacity, even if unused"

CARD = Card(
    title="DynamoDB tables are billed on demand",
    severity=Severity.MEDIUM,
    why="Traffic comes in bursts. Provisioned capacity costs money while the table is idle and is"
    " too small at the peak.",
    remedy="Set billing_mode to PAY_PER_REQUEST.",
    source="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/"
    "on-demand-capacity-mode.html",
    requirements=("R-A-4", "R-B-5"),
    when_missing=WHEN_MISSING,
)

WANTED = "PAY_PER_REQUEST"


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if the table is billed on demand."""
    if resource.type != "aws_dynamodb_table":
        return NOT_APPLICABLE
    return expect(
        stack.value(resource, "billing_mode"),
        "billing_mode",
        lambda found: found == WANTED,
        wanted=f'"{WANTED}"',
        when_missing=WHEN_MISSING,
    )
