"""The REST APIs of a stack and their rate limits."""

from functools import lru_cache

from policies import Known, Resource, Stack, as_number
from policies.aws.function_variables import variables_of

METHOD = "aws_api_gateway_method"
INTEGRATION = "aws_api_gateway_integration"
THROTTLE = "aws_api_gateway_method_settings"
RATE = ("settings", "throttling_rate_limit")
# The variable of a function that says how many ticks a webhook may hold; others hold one.
TICKS_PER_WEBHOOK = "MAX_TICKS_PER_BODY"
# A tick is written once when it is stored, and once more with its indicators.
WRITES_PER_TICK = 2


@lru_cache(maxsize=8)
def max_writes_per_second(stack: Stack) -> float | Resource | None:
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


def method_key(part: Resource, stack: Stack) -> tuple[str, ...]:
    """What a method shares with its integration and their responses: API, path and verb."""
    return tuple(
        str(stack.value(part, name)) for name in ("rest_api_id", "resource_id", "http_method")
    )
