"""Resources that can be disabled are enabled."""

from policies import Card, Resource, Severity, Stack, as_bool, expect_if_written
from policies.engine.decision import NOT_APPLICABLE, Decision

CARD = Card(
    title="Resources that can be disabled are enabled",
    severity=Severity.HIGH,
    why="A disabled event source mapping reads nothing and reports no error; messages wait until"
    " they expire. With a disabled key, a stack cannot read its own data.",
    remedy="Remove enabled or is_enabled, or set it to true. To stop a pipeline, lower the rate"
    " limit of its API instead.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html",
    requirements=("R-A-8", "R-A-10", "R-B-4", "R-B-7"),
    when_missing="it is enabled by default",
)

# Type -> its switch.
SWITCHES = {"aws_kms_key": "is_enabled", "aws_lambda_event_source_mapping": "enabled"}


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if the switch is on or not configured."""
    switch = SWITCHES.get(resource.type)
    if switch is None:
        return NOT_APPLICABLE
    value = stack.value(resource, switch)
    return expect_if_written(value, switch, lambda found: as_bool(found) is True, wanted="true")
