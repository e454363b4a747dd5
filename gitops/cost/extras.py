"""Attributes that cost more than the meter of their type counts: named, so that nobody misses them.

https://aws.amazon.com/dynamodb/pricing/on-demand, https://aws.amazon.com/lambda/pricing,
https://aws.amazon.com/cloudwatch/pricing, https://aws.amazon.com/sns/pricing
"""

from collections.abc import Iterator, Mapping
from typing import Any

from gitops.cost.known import Values, known

# Of each attribute the values that cost nothing more.
_PLAIN: Mapping[str, Mapping[str, tuple[Any, ...]]] = {
    "aws_cloudwatch_log_group": {"log_group_class": ("STANDARD",)},
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
    },
    "aws_sns_topic": {"fifo_topic": ()},
}


def extras(type_: str, values: Values) -> Iterator[str]:
    """What of the resource is not priced, e.g. `table_class`, or unknown until apply."""
    for name, plain in _PLAIN.get(type_, {}).items():
        try:
            found = known(values, name)
        except NotImplementedError as reason:
            yield str(reason)
            continue
        if found and found not in plain:
            yield f"{name} {found}" if isinstance(found, str) else name
