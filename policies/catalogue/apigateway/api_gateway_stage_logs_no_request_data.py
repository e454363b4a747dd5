"""API Gateway stages log no path, headers or body of a request."""

from policies import Card, Resource, Severity, Stack, as_bool, expect_if_written, expect_nothing
from policies.aws.rest_apis import THROTTLE
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision

CARD = Card(
    title="API Gateway stages log no path, headers or body of a request",
    severity=Severity.HIGH,
    why="Requests carry credentials: a token in the path or a signature in the headers. Anyone who"
    " reads the log could forge requests.",
    remedy="Remove access_log_settings from the stage, and data_trace_enabled and logging_level"
    " from its method settings. Use the metrics of the stage to count requests.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html",
    requirements=("R-A-20",),
    when_missing="API Gateway logs nothing",
)


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if the stage has no access log, and no method writes what it is sent."""
    if resource.type == "aws_api_gateway_stage":
        return expect_nothing(resource, "access_log_settings", stack)
    if resource.type != THROTTLE:
        return NOT_APPLICABLE
    traced = _is_off(resource, "data_trace_enabled", stack)
    return _is_off(resource, "logging_level", stack) if traced == COMPLIANT else traced


def _is_off(settings: Resource, attribute: str, stack: Stack) -> Decision:
    return expect_if_written(
        stack.value(settings, "settings", attribute),
        f"settings.{attribute}",
        lambda found: found == "OFF" or as_bool(found) is False,
        wanted="off",
    )
