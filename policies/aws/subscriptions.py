"""Whose log lines reach which function.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
"""

from policies.engine.resource import Resource
from policies.engine.stack import Stack
from policies.engine.values import Computed, Known, Value

FILTER = "aws_cloudwatch_log_subscription_filter"
FUNCTION = "aws_lambda_function"


def destination_of(one: Resource, stack: Stack) -> Resource | Value:
    """The function that the filter feeds; what it names instead, if it is none of the stack."""
    value = stack.value(one, "destination_arn")
    if isinstance(value, Computed) and (value.resource.type, value.attribute) == (FUNCTION, "arn"):
        return value.resource
    return value


def comes_back(group: str, function: Resource, stack: Stack) -> bool:
    """Whether lines of the log group, fed to the function, lead to lines in the group again."""
    seen: set[str] = set()
    waiting = [function]
    while waiting:
        written = stack.value(waiting.pop(), "logging_config", "log_group")
        if not isinstance(written, Known) or str(written.value) in seen:
            continue
        seen.add(str(written.value))
        waiting += _fed_from(str(written.value), stack)
    return group in seen


def _fed_from(group: str, stack: Stack) -> list[Resource]:
    filters = [
        one for one in stack.of_type(FILTER) if stack.value(one, "log_group_name") == Known(group)
    ]
    ends = [destination_of(one, stack) for one in filters]
    return [end for end in ends if isinstance(end, Resource)]
