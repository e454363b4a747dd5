"""Who invokes the functions of a stack asynchronously, and with which settings.

https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html
"""

from collections.abc import Mapping
from functools import lru_cache

from policies import Known, Resource, Stack, Unknown
from policies.engine import terraform

FUNCTION = "aws_lambda_function"
INVOKE_CONFIG = "aws_lambda_function_event_invoke_config"
PERMISSION = "aws_lambda_permission"
# The services that hand an event over and do not wait; API Gateway if its integration says so,
# which api_gateway_integration_is_asynchronous wants.
ASYNCHRONOUS = (
    "apigateway.amazonaws.com",
    "events.amazonaws.com",
    "logs.amazonaws.com",
    "sns.amazonaws.com",
)
# What a function can be named by.
NAMES = (("arn",), ("function_name",))


def named_function(resource: Resource, stack: Stack) -> Resource | None:
    """The function of the stack that `function_name` refers to, by its arn or its name."""
    written = resource.values.get("function_name")
    parts = terraform.parts(written) if isinstance(written, str) else None
    reference = parts[0] if parts and len(parts) == 1 else None
    if not isinstance(reference, terraform.Reference) or reference.path not in NAMES:
        return None
    target = stack.find(reference.address)
    return target if target and target.type == FUNCTION else None


def invoke_configs_of(function: Resource, stack: Stack) -> list[Resource]:
    """The settings of the function's asynchronous invocation."""
    return _by_function(stack, INVOKE_CONFIG).get(function, [])


def permissions_of(function: Resource, stack: Stack) -> list[Resource]:
    """The permissions to invoke the function."""
    return _by_function(stack, PERMISSION).get(function, [])


def is_invoked_asynchronously(function: Resource, stack: Stack) -> bool | Unknown:
    """Whether a service that does not wait for an answer may invoke the function."""
    principals = [stack.value(one, "principal") for one in permissions_of(function, stack)]
    if any(isinstance(one, Known) and one.value in ASYNCHRONOUS for one in principals):
        return True
    return next((one for one in principals if isinstance(one, Unknown)), False)


@lru_cache(maxsize=16)
def _by_function(stack: Stack, kind: str) -> Mapping[Resource, list[Resource]]:
    found: dict[Resource, list[Resource]] = {}
    for one in stack.of_type(kind):
        function = named_function(one, stack)
        if function:
            found.setdefault(function, []).append(one)
    return found
