"""Alarms watch metrics that something of the stack makes."""

from collections.abc import Iterator
from functools import lru_cache

from policies.aws.alarms import ALARM, OWN, Dimensions, Metric, company_of, ring_of
from policies.engine.card import Card, Severity
from policies.engine.outcome import COMPLIANT, NOT_CONCERNED, Outcome, Undecided, Violation
from policies.engine.resource import Resource
from policies.engine.rules import Decision
from policies.engine.stack import Stack
from policies.engine.values import Computed, Known, Value

CARD = Card(
    title="Alarms watch metrics that something of the stack makes",
    severity=Severity.HIGH,
    why="An alarm on a metric that nobody makes is green for ever; AWS takes any name.",
    remedy="Name the resource of the stack in the dimensions as AWS does (FunctionName, QueueName,"
    " TableName, ApiName and Stage); for metrics of our own, a metric filter of the stack or the"
    " dimension Environment = suffix.",
    source="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/"
    "aws-services-cloudwatch-metrics.html",
    requirements=("R-A-14", "R-B-8"),
    absent="the metric of all resources together, those of other environments, too",
    also_fire=(
        *company_of("cloudwatch_alarm_watches_what_exists"),
        "api_gateway_deployment_follows_every_part",
        "api_gateway_stage_throttles_every_method",
        "resource_name_ends_in_suffix",
    ),
)

# Namespace -> type, the attribute that is the dimension, and the dimension.
NAMED = {
    "AWS/DynamoDB": ("aws_dynamodb_table", "name", "TableName"),
    "AWS/Lambda": ("aws_lambda_function", "function_name", "FunctionName"),
    "AWS/SQS": ("aws_sqs_queue", "name", "QueueName"),
}
FILTER = "aws_cloudwatch_log_metric_filter"


def judge(resource: Resource, stack: Stack) -> Outcome:
    """Compliant if the dimensions of each metric are those of something in the stack."""
    if resource.type != ALARM:
        return NOT_CONCERNED
    ring = ring_of(resource, stack)
    if ring is None:
        return Undecided("what the alarm rings for is not known")
    metrics = [ring.metric, *([ring.of] if ring.of else [])]
    return next((d for d in (_exists(m, stack) for m in metrics) if d != COMPLIANT), COMPLIANT)


def _exists(metric: Metric, stack: Stack) -> Decision:
    sources = _sources(stack)
    if (metric.namespace, metric.dimensions) in sources:
        return COMPLIANT
    if (f"{metric.namespace} {metric.name}", metric.dimensions) in sources:
        return COMPLIANT
    return Violation(f"{metric}, which nothing of the stack makes", "a metric of the stack")


@lru_cache(maxsize=8)
def _sources(stack: Stack) -> frozenset[tuple[str, Dimensions]]:
    """Namespace, or namespace and metric, with the dimensions under which the stack makes it."""
    return frozenset([*_of_services(stack), *_of_stages(stack), *_of_our_own(stack)])


def _of_services(stack: Stack) -> Iterator[tuple[str, Dimensions]]:
    for namespace, (kind, attribute, dimension) in NAMED.items():
        for resource in stack.of_type(kind):
            yield namespace, frozenset({(dimension, _text(stack.value(resource, attribute)))})


def _of_stages(stack: Stack) -> Iterator[tuple[str, Dimensions]]:
    for stage in stack.of_type("aws_api_gateway_stage"):
        api = stack.value(stage, "rest_api_id")
        if isinstance(api, Computed):
            name, own = stack.value(api.resource, "name"), stack.value(stage, "stage_name")
            yield "AWS/ApiGateway", frozenset({("ApiName", _text(name)), ("Stage", _text(own))})


def _of_our_own(stack: Stack) -> Iterator[tuple[str, Dimensions]]:
    """What functions count by environment, and what metric filters make of log lines."""
    yield OWN, frozenset({("Environment", _text(stack.suffix))})
    for one in stack.of_type(FILTER):
        names = [
            _text(stack.value(one, "metric_transformation", name)) for name in ("namespace", "name")
        ]
        yield " ".join(names), frozenset()


def _text(value: Value) -> str:
    return str(value.value) if isinstance(value, Known) else ""
