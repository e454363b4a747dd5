"""Lambda functions log at INFO or a more detailed level."""

from policies import NOT_APPLICABLE, Card, Decision, Resource, Severity, Stack, expect_if_written

CARD = Card(
    title="Lambda functions log at INFO or a more detailed level",
    severity=Severity.HIGH,
    why="Functions publish their own metrics as log lines at INFO. At a higher level these lines"
    " are dropped, and the alarms on them never fire.",
    remedy="Remove logging_config.application_log_level, or set it to INFO, DEBUG or TRACE.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html",
    requirements=("R-A-14", "R-A-24", "R-B-8"),
    when_missing="AWS uses INFO",
)

PATH = ("logging_config", "application_log_level")
LEVELS = ("INFO", "DEBUG", "TRACE")


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if no line at INFO is dropped."""
    if resource.type != "aws_lambda_function":
        return NOT_APPLICABLE
    value = stack.value(resource, *PATH)
    wanted = " or ".join(LEVELS)
    return expect_if_written(value, ".".join(PATH), lambda found: found in LEVELS, wanted=wanted)
