"""Functions that are invoked asynchronously say how often and how long Lambda tries."""

from policies.aws.triggers import INVOKE_CONFIG, invoke_configs_of, is_invoked_asynchronously
from policies.engine.card import Card, Severity
from policies.engine.outcome import COMPLIANT, NOT_CONCERNED, Outcome, Undecided, Violation
from policies.engine.resource import Resource
from policies.engine.stack import Stack
from policies.engine.values import Unknown

ABSENT = "today AWS takes 2 retries and 6 hours, but nobody has promised it"

CARD = Card(
    title="Functions that are invoked asynchronously say how often and how long Lambda tries",
    severity=Severity.MEDIUM,
    why="After an outage Lambda goes on with whatever still waits; six hours later a notice or a"
    " price is worth nothing, and its reader has to wait behind it.",
    remedy=f"Add one {INVOKE_CONFIG} for the function.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html",
    requirements=("R-A-3", "R-A-11"),
    absent=ABSENT,
    also_fire=(
        "api_gateway_integration_may_invoke_its_function",
        "iam_policy_serves_its_function",
        "lambda_configuration_can_fire",
        "lambda_function_alarms_before_it_loses_events",
        "lambda_function_behind_a_door_announces_success",
        "lambda_function_event_invoke_config_is_bounded",
        "lambda_permission_names_its_source",
    ),
)


def judge(resource: Resource, stack: Stack) -> Outcome:
    """Compliant if the function has its settings once; others than asynchronous ones are free."""
    if resource.type != "aws_lambda_function":
        return NOT_CONCERNED
    called = is_invoked_asynchronously(resource, stack)
    if isinstance(called, Unknown):
        return Undecided(f"who invokes the function: {called}")
    if not called:
        return NOT_CONCERNED
    count = len(invoke_configs_of(resource, stack))
    return COMPLIANT if count == 1 else Violation(f"{count} {INVOKE_CONFIG} ({ABSENT})", "one")
