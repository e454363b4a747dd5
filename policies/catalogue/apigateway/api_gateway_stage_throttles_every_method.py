"""API Gateway stages throttle all their methods."""

from functools import lru_cache

from policies import Card, Known, Resource, Severity, Stack, as_number, expect
from policies.aws.rest_apis import RATE, THROTTLE
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Undecided, Violation

WHEN_MISSING = "only the account limit applies: 10,000 requests per second for all APIs together"

CARD = Card(
    title="API Gateway stages throttle all their methods",
    severity=Severity.HIGH,
    why="Anyone can call the API, and every request costs money. Without its own limit, one API can"
    " use up the account's request rate.",
    remedy="Add an aws_api_gateway_method_settings with method_path */* for the stage, and set"
    " throttling_rate_limit and throttling_burst_limit.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/"
    "api-gateway-request-throttling.html",
    requirements=("R-A-9",),
    when_missing=WHEN_MISSING,
)

BURST = ("settings", "throttling_burst_limit")
ALL = "*/*"


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if settings for all methods name the stage, and each limits rate and burst."""
    if resource.type == "aws_api_gateway_stage":
        return _throttled(resource, stack)
    if resource.type != THROTTLE:
        return NOT_APPLICABLE
    rate = _limited(RATE, resource, stack)
    return _limited(BURST, resource, stack) if rate == COMPLIANT else rate


def _throttled(stage: Resource, stack: Stack) -> Decision:
    name = stack.value(stage, "stage_name")
    if not isinstance(name, Known):
        return Undecided(f"stage_name is {name}", "stage_name")
    if (str(stack.value(stage, "rest_api_id")), str(name)) in _limited_stages(stack):
        return COMPLIANT
    return Violation(
        f"no {THROTTLE} of the stage for {ALL} ({WHEN_MISSING})", "a limit for all methods"
    )


@lru_cache(maxsize=8)
def _limited_stages(stack: Stack) -> frozenset[tuple[str, str]]:
    """API and name of each stage that has settings for all of its methods."""
    return frozenset(
        (str(stack.value(one, "rest_api_id")), str(stack.value(one, "stage_name")))
        for one in stack.of_type(THROTTLE)
        if stack.value(one, "method_path") == Known(ALL)
    )


def _limited(path: tuple[str, ...], settings: Resource, stack: Stack) -> Decision:
    return expect(
        stack.value(settings, *path),
        ".".join(path),
        lambda found: (as_number(found) or 0) > 0,
        wanted="a number above 0",
        when_missing=WHEN_MISSING,
    )
