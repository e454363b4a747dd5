"""What a stack declares is switched on."""

from policies import Card, Resource, Severity, Stack, as_bool, expect_if_written
from policies.engine.decision import NOT_APPLICABLE, Decision

CARD = Card(
    title="What a stack declares is switched on",
    severity=Severity.HIGH,
    why="A mapping that somebody switched off reads nothing, and nothing fails: messages wait until"
    " they expire. With its key switched off a stack can read nothing of its own.",
    remedy="Remove enabled or is_enabled, or set it to true; to stop a pipeline, close its door.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html",
    requirements=("R-A-8", "R-A-10", "R-B-4", "R-B-7"),
    when_missing="it is on by default",
)

# Type -> its switch.
SWITCHES = {"aws_kms_key": "is_enabled", "aws_lambda_event_source_mapping": "enabled"}


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if the switch is on, or nobody wrote it."""
    switch = SWITCHES.get(resource.type)
    if switch is None:
        return NOT_APPLICABLE
    value = stack.value(resource, switch)
    return expect_if_written(value, switch, lambda found: as_bool(found) is True, wanted="true")
