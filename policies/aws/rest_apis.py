"""The REST APIs of a stack."""

from policies import Resource, Stack

METHOD = "aws_api_gateway_method"
INTEGRATION = "aws_api_gateway_integration"
THROTTLE = "aws_api_gateway_method_settings"
RATE = ("settings", "throttling_rate_limit")


def method_key(part: Resource, stack: Stack) -> tuple[str, ...]:
    """What a method shares with its integration and their responses: API, path and verb."""
    return tuple(
        str(stack.value(part, name)) for name in ("rest_api_id", "resource_id", "http_method")
    )
