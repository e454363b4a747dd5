"""DynamoDB tables behind an API limit their throughput to what the API can cause or more."""

from policies import Card, Resource, Severity, Stack, as_number, expect
from policies.aws.rest_apis import max_writes_per_second
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
    overlaps_with=("api_gateway_stage_throttles_every_method",),
)

CAPS = ("max_write_request_units", "max_read_request_units")


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if both limits allow what the API can cause; a stack without an API needs none."""
    if resource.type != "aws_dynamodb_table":
        return NOT_APPLICABLE
    needed = max_writes_per_second(stack)
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
