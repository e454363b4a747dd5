"""Attributes that cost more than the meter of their type counts: named, so that nobody misses them.

https://aws.amazon.com/dynamodb/pricing/on-demand, https://aws.amazon.com/lambda/pricing,
https://aws.amazon.com/cloudwatch/pricing, https://aws.amazon.com/sns/pricing,
https://aws.amazon.com/xray/pricing
"""

from collections.abc import Iterator, Mapping
from typing import Any

from gitops.cost.known import Values, blocks, known
from policies.engine import terraform

# Of each attribute, or block and attribute, the values that cost nothing more.
_PLAIN: Mapping[str, Mapping[str, tuple[Any, ...]]] = {
    "aws_api_gateway_method_settings": {"settings.metrics_enabled": ()},
    "aws_api_gateway_stage": {"xray_tracing_enabled": ()},
    "aws_cloudwatch_log_group": {"log_group_class": ("STANDARD",)},
    # One metric for each value of a dimension.
    "aws_cloudwatch_log_metric_filter": {"metric_transformation.dimensions": ()},
    # A band of anomaly detection reads three metrics for one.
    "aws_cloudwatch_metric_alarm": {"threshold_metric_id": ()},
    "aws_dynamodb_table": {
        "global_secondary_index": (),
        "local_secondary_index": (),
        "replica": (),
        "table_class": ("STANDARD",),
    },
    "aws_lambda_function": {
        "ephemeral_storage": ({"size": 512}, [{"size": 512}]),
        "snap_start": (),
        "tracing_config.mode": ("PassThrough",),
    },
    "aws_sns_topic": {"fifo_topic": ()},
}


def extras(type_: str, values: Values) -> Iterator[str]:
    """What of the resource is not priced, e.g. `table_class`, or unknown until apply."""
    for path, plain in _PLAIN.get(type_, {}).items():
        block, _, name = path.rpartition(".")
        try:
            held = [known(one, name) for one in (blocks(values, block) if block else [values])]
        except NotImplementedError as reason:
            yield str(reason)
            continue
        for found in held:
            if found and found not in plain and terraform.as_bool(found) is not False:
                yield f"{path} {found}" if isinstance(found, str) else path
