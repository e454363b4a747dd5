"""Lambda functions that are invoked asynchronously configure retries and event age."""

from policies import Card, Resource, Severity, Stack, Unknown
from policies.aws.triggers import INVOKE_CONFIG, invoke_configs_of, is_invoked_asynchronously
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Undecided, Violation

WHEN_MISSING = "AWS uses 2 retries and 6 hours today, but may change that default"

CARD = Card(
    title="Lambda functions that are invoked asynchronously configure retries and event age",
    severity=Severity.MEDIUM,
    why="After an outage, Lambda continues with all waiting events. Hours later they are worthless,"
    " and new events wait behind them.",
    remedy=f"Add one {INVOKE_CONFIG} for the function.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html",
    requirements=("R-A-3", "R-A-11"),
    when_missing=WHEN_MISSING,
    overlaps_with=(
        "api_gateway_integration_has_invoke_permission",
        "iam_policy_has_no_unused_rights",
        "lambda_configuration_is_reachable",
        "lambda_function_alarms_before_event_loss",
        "lambda_function_event_invoke_config_is_bounded",
        "lambda_permission_names_its_source",
    ),
)


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if the function has its settings once; applies to asynchronous functions only."""
    if resource.type != "aws_lambda_function":
        return NOT_APPLICABLE
    called = is_invoked_asynchronously(resource, stack)
    if isinstance(called, Unknown):
        return Undecided(f"the caller of the function is unknown: {called}")
    if not called:
        return NOT_APPLICABLE
    count = len(invoke_configs_of(resource, stack))
    return (
        COMPLIANT if count == 1 else Violation(f"{count} {INVOKE_CONFIG} ({WHEN_MISSING})", "one")
    )
