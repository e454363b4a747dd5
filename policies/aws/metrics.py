"""Which metrics the resources and functions of a stack make, and under which dimensions.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/aws-services-cloudwatch-metrics.html
"""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from policies import Computed, Known, Resource, Stack, Value
from policies.aws.alarms import OWN_NAMESPACE, Dimensions
from policies.aws.function_variables import variables_of

# What the functions publish is theirs to say.
FILE = Path(__file__).resolve().parents[1] / "metrics.toml"
OWN = tomllib.loads(FILE.read_text())
# Namespace -> type, the attribute that is the dimension, and the dimension.
NAMED = {
    "AWS/DynamoDB": ("aws_dynamodb_table", "name", "TableName"),
    "AWS/Lambda": ("aws_lambda_function", "function_name", "FunctionName"),
    "AWS/Logs": ("aws_cloudwatch_log_group", "name", "LogGroupName"),
    "AWS/SQS": ("aws_sqs_queue", "name", "QueueName"),
}
FILTER = "aws_cloudwatch_log_metric_filter"
API_GATEWAY = "AWS/ApiGateway"
# A metric of one environment, by further dimensions.
SEARCH = re.compile(
    r"SEARCH\('\{(?P<namespace>\w+),Environment(?:,\w+)+\} MetricName=\"(?P<name>\w+)\""
    r" Environment=\"(?P<suffix>[a-z0-9-]+)\"', 'Sum', [0-9]+\)"
)
# Namespace -> its metrics that are made under these dimensions, as far as anybody here wants them.
MADE: Mapping[str, frozenset[str]] = {
    API_GATEWAY: frozenset({"4XXError", "5XXError", "Count", "IntegrationLatency", "Latency"}),
    "AWS/DynamoDB": frozenset(
        {
            "ConsumedReadCapacityUnits",
            "ConsumedWriteCapacityUnits",
            "ReadThrottleEvents",
            "WriteThrottleEvents",
        }
    ),
    "AWS/Lambda": frozenset(
        {
            "AsyncEventAge",
            "AsyncEventsDropped",
            "ConcurrentExecutions",
            "DeadLetterErrors",
            "DestinationDeliveryFailures",
            "Duration",
            "Errors",
            "Invocations",
            "IteratorAge",
            "Throttles",
        }
    ),
    "AWS/Logs": frozenset({"IncomingBytes"}),
    "AWS/SQS": frozenset(
        {
            "ApproximateAgeOfOldestMessage",
            "ApproximateNumberOfMessagesNotVisible",
            "ApproximateNumberOfMessagesVisible",
            "NumberOfMessagesReceived",
            "NumberOfMessagesSent",
        }
    ),
    OWN_NAMESPACE: frozenset(OWN["own"]),
}


def is_made(namespace: str, name: str, dimensions: Dimensions, stack: Stack) -> bool:
    """Whether something of the stack makes the metric under exactly these dimensions.

    Without a suffix nobody knows those of the functions' own metrics.
    """
    if (namespace, name, dimensions) in _counted_lines(stack):
        return True
    if namespace == OWN_NAMESPACE and not isinstance(stack.suffix, Known):
        return name in OWN["own"]
    if (
        namespace == OWN_NAMESPACE
        and name in OWN["split"]["metrics"]
        and dimensions in _split(stack)
    ):
        return True
    return name in MADE.get(namespace, ()) and (namespace, dimensions) in _makers(stack)


def is_found(search: str, stack: Stack) -> bool:
    """Whether a search of CloudWatch finds a metric of the stack's functions, and no other stack's.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html
    """
    found = SEARCH.fullmatch(search)
    return (
        found is not None
        and found["namespace"] == OWN_NAMESPACE
        and found["name"] in OWN["own"]
        and found["suffix"] == _text(stack.suffix)
    )


@lru_cache(maxsize=8)
def _makers(stack: Stack) -> frozenset[tuple[str, Dimensions]]:
    """Namespace and dimensions of every resource that makes metrics, and of the functions' own."""
    own = (OWN_NAMESPACE, frozenset({("Environment", _text(stack.suffix))}))
    return frozenset([own, *_services(stack), *_stages(stack)])


@lru_cache(maxsize=8)
def _split(stack: Stack) -> frozenset[Dimensions]:
    """The dimensions under which the functions of the stack count the split metrics once more."""
    return frozenset(
        frozenset({("Environment", _text(stack.suffix)), (OWN["split"]["dimension"], value)})
        for function in stack.of_type("aws_lambda_function")
        for value in split_values(function)
    )


def split_values(function: Resource) -> Iterable[str]:
    """The values of that dimension, by the function's variable; none if it cannot be read."""
    try:
        held = json.loads(str((variables_of(function) or {}).get(OWN["split"]["variable"])))
    except ValueError:
        return ()
    return held if isinstance(held, dict) else ()


def _services(stack: Stack) -> Iterator[tuple[str, Dimensions]]:
    for namespace, (kind, attribute, dimension) in NAMED.items():
        for resource in stack.of_type(kind):
            yield namespace, frozenset({(dimension, _text(stack.value(resource, attribute)))})


def _stages(stack: Stack) -> Iterator[tuple[str, Dimensions]]:
    for stage in stack.of_type("aws_api_gateway_stage"):
        api = stack.value(stage, "rest_api_id")
        if isinstance(api, Computed):
            name, own = stack.value(api.resource, "name"), stack.value(stage, "stage_name")
            yield API_GATEWAY, frozenset({("ApiName", _text(name)), ("Stage", _text(own))})


@lru_cache(maxsize=8)
def _counted_lines(stack: Stack) -> frozenset[tuple[str, str, Dimensions]]:
    """What metric filters make of log lines."""
    found = []
    for one in stack.of_type(FILTER):
        namespace, name = (
            _text(stack.value(one, "metric_transformation", attribute))
            for attribute in ("namespace", "name")
        )
        found.append((namespace, name, frozenset[tuple[str, str]]()))
    return frozenset(found)


def _text(value: Value) -> str:
    return str(value.value) if isinstance(value, Known) else ""
