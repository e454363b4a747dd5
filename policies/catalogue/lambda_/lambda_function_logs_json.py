"""Lambda functions log JSON."""

from policies import NOT_APPLICABLE, Card, Decision, Resource, Severity, Stack, expect

WHEN_MISSING = "AWS logs plain text, in which no filter can match a level"

CARD = Card(
    title="Lambda functions log JSON",
    severity=Severity.MEDIUM,
    why="Metric filters and alarms find errors by the field `level`, which exists only in JSON"
    " logs.",
    remedy="Set logging_config.log_format to JSON.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html",
    requirements=("R-A-1", "R-A-2"),
    when_missing=WHEN_MISSING,
)


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if the format is JSON."""
    if resource.type != "aws_lambda_function":
        return NOT_APPLICABLE
    return expect(
        stack.value(resource, "logging_config", "log_format"),
        "logging_config.log_format",
        lambda found: found == "JSON",
        wanted='"JSON"',
        when_missing=WHEN_MISSING,
    )
