"""What AWS bills of each type of resource, and how much of it.

Values are those of the synthesized JSON or of a plan: a block is an object or a list of objects.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from gitops.cost.known import UNKNOWN, Values, blocks, is_on, known, number
from gitops.cost.prices import price_list
from gitops.cost.rate import HOURS_OF_A_MONTH
from gitops.cost.usage import Quantities

GIGABYTE = Decimal(1_000_000_000)
MEGABYTES_OF_A_GB_SECOND = Decimal(1024)
DAYS_OF_A_MONTH = Decimal("30.4")
HIGH_RESOLUTION_SECONDS = Decimal(60)
DEFAULT_MEMORY = Decimal(128)
# An idle mapping long-polls its queue: five pollers, 20 seconds each (docs/claims.md#idle-polling).
IDLE_POLLS = Decimal(5 * 3600 * HOURS_OF_A_MONTH) / 20
# Reading these costs nothing. Other sources cost what they are.
STREAMS = ("aws_dynamodb_table.", "aws_kinesis_stream.")


@dataclass(frozen=True)
class Quantity:
    """How much of a price is used: by each unit of work, and each month without any."""

    price: str
    per_unit: Decimal = Decimal(0)
    monthly: Decimal = Decimal(0)


def api(_: Values, usage: Quantities) -> Iterator[Quantity]:
    """A REST API: its requests."""
    yield Quantity("api_gateway_requests", usage.get("requests", Decimal(0)))


def stage(values: Values, _: Quantities) -> Iterator[Quantity]:
    """A stage: its cache, for each hour."""
    if not is_on(values, "cache_cluster_enabled"):
        return
    size = number(values, "cache_cluster_size", Decimal(0)).normalize()
    if (price := f"api_gateway_cache_{size:f}") not in price_list().prices:
        raise NotImplementedError(f"a cache of {size:f} GB")
    yield Quantity(price, monthly=Decimal(HOURS_OF_A_MONTH))


def function(values: Values, usage: Quantities) -> Iterator[Quantity]:
    """A function: invocations, and its memory for as long as it runs."""
    requests = usage.get("requests", Decimal(0))
    memory = number(values, "memory_size", DEFAULT_MEMORY) / MEGABYTES_OF_A_GB_SECOND
    seconds = requests * usage.get("milliseconds", Decimal(0)) / 1000
    architecture = (known(values, "architectures") or ["x86_64"])[0]
    yield Quantity("lambda_requests", requests)
    yield Quantity(f"lambda_{architecture}", memory * seconds)


def table(values: Values, usage: Quantities) -> Iterator[Quantity]:
    """A table on demand: units, and its items for a month, with recovery where that is on."""
    if known(values, "billing_mode") != "PAY_PER_REQUEST":
        raise NotImplementedError("provisioned capacity")
    size = usage.get("item_bytes", Decimal(0)) / GIGABYTE
    yield Quantity("dynamodb_writes", usage.get("write_units", Decimal(0)))
    yield Quantity("dynamodb_reads", usage.get("read_units", Decimal(0)))
    yield Quantity("dynamodb_storage", size)
    if any(is_on(block, "enabled") for block in blocks(values, "point_in_time_recovery")):
        yield Quantity("dynamodb_recovery", size)


def queue(values: Values, usage: Quantities) -> Iterator[Quantity]:
    """A queue: its requests."""
    price = "sqs_fifo_requests" if is_on(values, "fifo_queue") else "sqs_requests"
    yield Quantity(price, usage.get("requests", Decimal(0)))


def mapping(values: Values, _: Quantities) -> Iterator[Quantity]:
    """A mapping asks its queue for messages when there are none; reading a stream is free."""
    source = values.get("event_source_arn") or ""
    text = "" if source is UNKNOWN else str(source)
    if "aws_sqs_queue." in text or ":sqs:" in text or values.get("scaling_config"):
        yield Quantity("sqs_requests", monthly=IDLE_POLLS)
    elif not any(stream in text for stream in STREAMS):
        known(values, "event_source_arn")


def topic(_: Values, usage: Quantities) -> Iterator[Quantity]:
    """A topic: what is published. Deliveries to functions and queues cost nothing."""
    yield Quantity("sns_requests", usage.get("requests", Decimal(0)))


def log_group(values: Values, usage: Quantities) -> Iterator[Quantity]:
    """A log group: what is written, and kept for its days, or for a month if for ever."""
    written = usage.get("log_bytes", Decimal(0)) / GIGABYTE
    kept = number(values, "retention_in_days", DAYS_OF_A_MONTH) / DAYS_OF_A_MONTH
    yield Quantity("logs_ingestion", written)
    yield Quantity("logs_storage", written * kept)


def alarm(values: Values, _: Quantities) -> Iterator[Quantity]:
    """An alarm: each metric that it reads."""
    queries = blocks(values, "metric_query")
    metrics = [one for query in queries for one in blocks(query, "metric")]
    periods = [number(one, "period", HIGH_RESOLUTION_SECONDS) for one in metrics or [values]]
    is_fast = min(periods) < HIGH_RESOLUTION_SECONDS
    price = "fast_alarm_metrics" if is_fast else "alarm_metrics"
    yield Quantity(price, monthly=Decimal(len(periods)))


def key(_: Values, usage: Quantities) -> Iterator[Quantity]:
    """A customer's key, and its requests."""
    yield Quantity("kms_keys", monthly=Decimal(1))
    yield Quantity("kms_requests", usage.get("requests", Decimal(0)))


def each_month(price: str) -> Callable[[Values, Quantities], Iterator[Quantity]]:
    """A resource that costs the same each month."""
    return lambda _values, _usage: iter([Quantity(price, monthly=Decimal(1))])


METERS: Mapping[str, Callable[[Values, Quantities], Iterator[Quantity]]] = {
    "aws_api_gateway_rest_api": api,
    "aws_api_gateway_stage": stage,
    "aws_cloudwatch_dashboard": each_month("dashboards"),
    "aws_cloudwatch_log_group": log_group,
    # With a default value its metric exists in each hour in which something was logged.
    "aws_cloudwatch_log_metric_filter": each_month("custom_metrics"),
    "aws_cloudwatch_metric_alarm": alarm,
    "aws_dynamodb_table": table,
    "aws_kms_key": key,
    "aws_lambda_event_source_mapping": mapping,
    "aws_lambda_function": function,
    "aws_sns_topic": topic,
    "aws_sqs_queue": queue,
}
# Types that AWS does not bill: what they connect or allow is billed where it is used.
FREE = {
    "aws_api_gateway_account",
    "aws_api_gateway_deployment",
    "aws_api_gateway_gateway_response",
    "aws_api_gateway_integration",
    "aws_api_gateway_integration_response",
    "aws_api_gateway_method",
    "aws_api_gateway_method_response",
    "aws_api_gateway_method_settings",
    "aws_api_gateway_model",
    "aws_api_gateway_request_validator",
    "aws_api_gateway_resource",
    "aws_api_gateway_rest_api_policy",
    "aws_cloudwatch_log_resource_policy",
    "aws_cloudwatch_log_subscription_filter",
    "aws_cloudwatch_query_definition",
    "aws_iam_policy",
    "aws_iam_role",
    "aws_iam_role_policy",
    "aws_iam_role_policy_attachment",
    "aws_kms_alias",
    "aws_lambda_alias",
    "aws_lambda_function_event_invoke_config",
    "aws_lambda_permission",
    "aws_sns_topic_policy",
    "aws_sns_topic_subscription",
    "aws_sqs_queue_policy",
    "aws_sqs_queue_redrive_allow_policy",
    "aws_sqs_queue_redrive_policy",
}
