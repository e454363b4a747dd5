"""API stages record no request: neither path nor headers nor body."""

from policies.aws.doors import THROTTLE
from policies.engine.card import Card, Severity
from policies.engine.outcome import COMPLIANT, NOT_CONCERNED, Outcome
from policies.engine.resource import Resource
from policies.engine.rules import Decision, expect_if_written, expect_nothing
from policies.engine.stack import Stack
from policies.engine.terraform import as_bool

CARD = Card(
    title="API stages record no request: neither path nor headers nor body",
    severity=Severity.HIGH,
    why="The path of senders that cannot sign holds their token, the headers of the others hold"
    " their signature: whoever reads the log can forge prices.",
    remedy="Remove access_log_settings of the stage; in its method settings remove"
    " data_trace_enabled and logging_level. The metrics of the stage count what comes in.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html",
    requirements=("R-A-20",),
    absent="API Gateway records nothing",
)


def judge(resource: Resource, stack: Stack) -> Outcome:
    """Compliant if the stage has no access log, and no method writes what it is sent."""
    if resource.type == "aws_api_gateway_stage":
        return expect_nothing(resource, "access_log_settings", stack)
    if resource.type != THROTTLE:
        return NOT_CONCERNED
    traced = _is_off(resource, "data_trace_enabled", stack)
    return _is_off(resource, "logging_level", stack) if traced == COMPLIANT else traced


def _is_off(settings: Resource, attribute: str, stack: Stack) -> Decision:
    return expect_if_written(
        stack.value(settings, "settings", attribute),
        f"settings.{attribute}",
        lambda found: found == "OFF" or as_bool(found) is False,
        wanted="off",
    )
