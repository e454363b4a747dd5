"""DynamoDB tables behind an API limit their throughput to what the API can cause or more."""

from functools import lru_cache

from policies import Card, Known, Resource, Severity, Stack, as_number, expect
from policies.aws.function_variables import variables_of
from policies.aws.rest_apis import RATE, THROTTLE
from policies.catalogue.market import PRICES
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Undecided

WHEN_MISSING = "nothing limits the cost of a loop or a flood"

CARD = Card(
    title="DynamoDB tables behind an API limit their throughput to what the API can cause or more",
    severity=Severity.MEDIUM,
    why="AWS does not detect loops through a table, so only a limit bounds their cost. A limit"
    " below the rate of the API throttles webhooks that were already accepted.",
    remedy="Set max_write_request_units and max_read_request_units of on_demand_throughput to at"
    " least the API's rate limit x MAX_TICKS_PER_BODY of its function x 2 writes per tick.",
    source="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/"
    "on-demand-capacity-mode-max-throughput.html",
    requirements=("R-A-4", "R-A-19"),
    when_missing=WHEN_MISSING,
    stacks=PRICES,
    overlaps_with=(
        "api_gateway_stage_throttles_every_method",
        "lambda_function_environment_has_no_secrets",
        "lambda_function_variables_hold_what_they_name",
    ),
)

# The variable of a function that says how many ticks a webhook may hold; others hold one.
TICKS_PER_WEBHOOK = "MAX_TICKS_PER_BODY"
# A tick is written once when it is stored, and once more with its indicators.
WRITES_PER_TICK = 2
CAPS = ("max_write_request_units", "max_read_request_units")


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if both limits allow what the API can cause; a stack without an API needs none."""
    if resource.type != "aws_dynamodb_table":
        return NOT_APPLICABLE
    needed = _max_writes_per_second(stack)
    if needed is None:
        return NOT_APPLICABLE
    if isinstance(needed, Resource):
        return Undecided(f"the rate or the limit of {needed.address} is not known")
    decisions = [_capped(cap, needed, resource, stack) for cap in CAPS]
    return next((decision for decision in decisions if decision != COMPLIANT), COMPLIANT)


def _capped(cap: str, needed: float, table: Resource, stack: Stack) -> Decision:
    return expect(
        stack.value(table, "on_demand_throughput", cap),
        f"on_demand_throughput.{cap}",
        lambda found: (as_number(found) or 0) >= max(needed, 1),
        wanted=f"{needed:.0f} or more",
        when_missing=WHEN_MISSING,
    )


@lru_cache(maxsize=8)
def _max_writes_per_second(stack: Stack) -> float | Resource | None:
    """The writes that all APIs of the stack can cause together, in request units per second.

    None if there is no API; the settings of the API with an unknown rate, if there is one, or the
    function with an unknown limit of ticks.
    """
    apis = stack.of_type(THROTTLE)
    rates = {api.address: stack.value(api, *RATE) for api in apis}
    for api in apis:
        value = rates[api.address]
        if not isinstance(value, Known) or as_number(value.value) is None:
            return api
    webhooks = sum(
        as_number(value.value) or 0 for value in rates.values() if isinstance(value, Known)
    )
    ticks = _ticks_per_webhook(stack)
    if isinstance(ticks, Resource):
        return ticks
    return webhooks * ticks * WRITES_PER_TICK if apis else None


def _ticks_per_webhook(stack: Stack) -> float | Resource:
    """The largest limit of a function of the stack, or the function whose limit is unknown."""
    limits = [1.0]
    for function in stack.of_type("aws_lambda_function"):
        written = (variables_of(function) or {}).get(TICKS_PER_WEBHOOK, "1")
        limit = as_number(written)
        if limit is None:
            return function
        limits.append(limit)
    return max(limits)
