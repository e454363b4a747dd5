"""Lambda functions log at INFO."""

from policies import NOT_APPLICABLE, Card, Decision, Resource, Severity, Stack, expect_if_written

CARD = Card(
    title="Lambda functions log at INFO",
    severity=Severity.HIGH,
    why="Functions publish their own metrics as log lines at INFO. At a higher level these lines"
    " are dropped, and the alarms on them never fire. At DEBUG, the SDK writes requests with their"
    " data into the log, and each line costs money.",
    remedy="Remove logging_config.application_log_level, or set it to INFO.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html",
    requirements=("R-A-14", "R-A-24", "R-B-8"),
    when_missing="AWS uses INFO",
)

PATH = ("logging_config", "application_log_level")
LEVEL = "INFO"


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if lines at INFO are kept, and no others below."""
    if resource.type != "aws_lambda_function":
        return NOT_APPLICABLE
    value = stack.value(resource, *PATH)
    return expect_if_written(value, ".".join(PATH), lambda found: found == LEVEL, wanted=LEVEL)
