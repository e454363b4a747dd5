"""The cost of resources, against examples that were worked out by hand from the list prices."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from gitops.cost import meters
from gitops.cost.estimate import Declared, StackCost, estimate
from gitops.cost.known import UNKNOWN
from gitops.cost.prices import price_list
from gitops.cost.report import usd
from gitops.cost.usage import StackUsage


def _cost(type_: str, values: Mapping[str, Any], **used: str) -> StackCost:
    address = f"{type_}.one"
    quantities = {name: Decimal(value) for name, value in used.items()}
    usage = StackUsage("tick", resources={address: quantities})
    return estimate("orders", [Declared(address, type_, values)], usage)


@pytest.mark.parametrize(
    ("type_", "values", "used", "per_million", "monthly"),
    [
        ("aws_api_gateway_rest_api", {}, {"requests": "1"}, "3.50", "0.00"),
        # A million invocations for 0.20; 30,000 s of 1 GB at 0.0000133334.
        (
            "aws_lambda_function",
            {"memory_size": 1024, "architectures": ["arm64"]},
            {"requests": "1", "milliseconds": "30"},
            "0.60",
            "0.00",
        ),
        # 600,000 invocations for 0.12; 72,600 s of 0.5 GB at 0.0000166667 for 0.605.
        (
            "aws_lambda_function",
            {"memory_size": 512},
            {"requests": "0.6", "milliseconds": "121"},
            "0.73",
            "0.00",
        ),
        # Of no memory Lambda takes 128 MB: 1,000,000 s of 0.125 GB at 0.0000166667.
        ("aws_lambda_function", {}, {"requests": "1", "milliseconds": "1000"}, "2.28", "0.00"),
        # 2 write units 1.25, 4 read units 0.50, 0.7 GB at 0.25 and again at 0.20.
        (
            "aws_dynamodb_table",
            {"billing_mode": "PAY_PER_REQUEST", "point_in_time_recovery": {"enabled": True}},
            {"write_units": "2", "read_units": "4", "item_bytes": "700"},
            "2.06",
            "0.00",
        ),
        (
            "aws_dynamodb_table",
            {"billing_mode": "PAY_PER_REQUEST", "point_in_time_recovery": [{"enabled": False}]},
            {"item_bytes": "1000"},
            "0.25",
            "0.00",
        ),
        # A cache of 0.5 GB at 0.02 for 730 hours.
        (
            "aws_api_gateway_stage",
            {"cache_cluster_enabled": True, "cache_cluster_size": "0.5"},
            {},
            "0.00",
            "14.60",
        ),
        ("aws_api_gateway_stage", {"cache_cluster_size": "0.5"}, {}, "0.00", "0.00"),
        # What every plan says of a table and a function that ask for nothing more.
        (
            "aws_dynamodb_table",
            {
                "billing_mode": "PAY_PER_REQUEST",
                "table_class": "STANDARD",
                "replica": [],
                "global_secondary_index": [],
            },
            {"write_units": "2"},
            "1.25",
            "0.00",
        ),
        (
            "aws_lambda_function",
            {
                "ephemeral_storage": [{"size": 512}],
                "snap_start": [],
                "tracing_config": [{"mode": "PassThrough"}],
            },
            {"requests": "1"},
            "0.20",
            "0.00",
        ),
        ("aws_sns_topic", {"fifo_topic": "false"}, {"requests": "1.6"}, "0.80", "0.00"),
        ("aws_sqs_queue", {}, {"requests": "3"}, "1.20", "0.00"),
        ("aws_sqs_queue", {"fifo_queue": True}, {"requests": "3"}, "1.50", "0.00"),
        # 1 GB written for 0.50, kept for 7 of 30.4 days at 0.03 a month.
        (
            "aws_cloudwatch_log_group",
            {"retention_in_days": 7},
            {"log_bytes": "1000"},
            "0.51",
            "0.00",
        ),
        # Kept for ever: a month of it at least, as of what is in a table.
        ("aws_cloudwatch_log_group", {}, {"log_bytes": "1000"}, "0.53", "0.00"),
        (
            "aws_cloudwatch_log_group",
            {"retention_in_days": 0},
            {"log_bytes": "1000"},
            "0.53",
            "0.00",
        ),
        ("aws_cloudwatch_metric_alarm", {"period": 60}, {}, "0.00", "0.10"),
        ("aws_cloudwatch_metric_alarm", {"period": 10}, {}, "0.00", "0.30"),
        (
            "aws_cloudwatch_metric_alarm",
            {
                "metric_query": [
                    {"expression": "a / b", "metric": []},
                    {"metric": [{"period": 300}]},
                    {"metric": {"period": 300}},
                ]
            },
            {},
            "0.00",
            "0.20",
        ),
        ("aws_cloudwatch_dashboard", {}, {}, "0.00", "3.00"),
        ("aws_cloudwatch_log_metric_filter", {}, {}, "0.00", "0.30"),
        ("aws_kms_key", {}, {"requests": "1"}, "3.00", "1.00"),
        # Five pollers, 180 polls an hour each, 730 hours: 657,000 requests.
        (
            "aws_lambda_event_source_mapping",
            {"event_source_arn": "${aws_sqs_queue.orders.arn}"},
            {},
            "0.00",
            "0.26",
        ),
        (
            "aws_lambda_event_source_mapping",
            {"event_source_arn": "${aws_dynamodb_table.orders.stream_arn}"},
            {},
            "0.00",
            "0.00",
        ),
        ("aws_iam_role", {}, {}, "0.00", "0.00"),
    ],
)
def test_a_resource_costs_what_the_list_says(
    type_: str, values: Mapping[str, Any], used: Mapping[str, str], per_million: str, monthly: str
) -> None:
    cost = _cost(type_, values, **used)

    assert (usd(cost.per_million), usd(cost.monthly)) == (per_million, monthly)
    assert not cost.unpriced


@pytest.mark.parametrize(
    ("type_", "values", "named"),
    [
        ("aws_kinesis_stream", {}, "aws_kinesis_stream"),
        (
            "aws_dynamodb_table",
            {"billing_mode": "PROVISIONED"},
            "aws_dynamodb_table (provisioned capacity)",
        ),
        ("aws_lambda_function", {"architectures": ["riscv"]}, "aws_lambda_function"),
        (
            "aws_lambda_function",
            {"architectures": "${var.a}"},
            "aws_lambda_function (architectures is unknown until apply)",
        ),
        (
            "aws_lambda_function",
            {"memory_size": UNKNOWN},
            "aws_lambda_function (memory_size is unknown until apply)",
        ),
        (
            "aws_lambda_function",
            {"memory_size": "NaN"},
            "aws_lambda_function (memory_size is no number)",
        ),
        (
            "aws_lambda_function",
            {"ephemeral_storage": {"size": 1024}},
            "aws_lambda_function (ephemeral_storage)",
        ),
        (
            "aws_lambda_event_source_mapping",
            {"event_source_arn": UNKNOWN},
            "aws_lambda_event_source_mapping (event_source_arn is unknown until apply)",
        ),
        (
            "aws_lambda_event_source_mapping",
            {"event_source_arn": "${data.aws_sqs_queue_of.others.arn}"},
            "aws_lambda_event_source_mapping (event_source_arn is unknown until apply)",
        ),
        (
            "aws_sqs_queue",
            {"fifo_queue": "${var.f}"},
            "aws_sqs_queue (fifo_queue is unknown until apply)",
        ),
        ("aws_sns_topic", {"fifo_topic": True}, "aws_sns_topic (fifo_topic)"),
        (
            "aws_api_gateway_stage",
            {"cache_cluster_enabled": True, "cache_cluster_size": "1.6"},
            "aws_api_gateway_stage (a cache of 1.6 GB)",
        ),
        (
            "aws_api_gateway_stage",
            {"cache_cluster_enabled": UNKNOWN},
            "aws_api_gateway_stage (cache_cluster_enabled is unknown until apply)",
        ),
        *(
            (
                "aws_dynamodb_table",
                {"billing_mode": "PAY_PER_REQUEST", name: value},
                f"aws_dynamodb_table ({named})",
            )
            for name, value, named in (
                ("global_secondary_index", [{"name": "i"}], "global_secondary_index"),
                ("local_secondary_index", {"name": "i"}, "local_secondary_index"),
                ("replica", [{"region_name": "eu-west-1"}], "replica"),
                ("replica", UNKNOWN, "replica is unknown until apply"),
                (
                    "table_class",
                    "STANDARD_INFREQUENT_ACCESS",
                    "table_class STANDARD_INFREQUENT_ACCESS",
                ),
            )
        ),
        (
            "aws_cloudwatch_log_group",
            {"log_group_class": "INFREQUENT_ACCESS"},
            "aws_cloudwatch_log_group (log_group_class INFREQUENT_ACCESS)",
        ),
        (
            "aws_lambda_function",
            {"tracing_config": [{"mode": "Active"}]},
            "aws_lambda_function (tracing_config.mode Active)",
        ),
        (
            "aws_api_gateway_stage",
            {"xray_tracing_enabled": True},
            "aws_api_gateway_stage (xray_tracing_enabled)",
        ),
        (
            "aws_api_gateway_method_settings",
            {"settings": {"metrics_enabled": True}},
            "aws_api_gateway_method_settings (settings.metrics_enabled)",
        ),
        (
            "aws_cloudwatch_log_metric_filter",
            {"metric_transformation": {"dimensions": {"Code": "$.code"}}},
            "aws_cloudwatch_log_metric_filter (metric_transformation.dimensions)",
        ),
        (
            "aws_cloudwatch_metric_alarm",
            {"period": 60, "threshold_metric_id": "band"},
            "aws_cloudwatch_metric_alarm (threshold_metric_id band)",
        ),
        (
            "aws_lambda_function",
            {"memory_size": "${var.m}"},
            "aws_lambda_function (memory_size is unknown until apply)",
        ),
        (
            "aws_cloudwatch_log_group",
            {"retention_in_days": "${var.d}"},
            "aws_cloudwatch_log_group (retention_in_days is unknown until apply)",
        ),
        (
            "aws_cloudwatch_metric_alarm",
            {"period": "${var.p}"},
            "aws_cloudwatch_metric_alarm (period is unknown until apply)",
        ),
        (
            "aws_cloudwatch_metric_alarm",
            {"metric_query": "${var.q}"},
            "aws_cloudwatch_metric_alarm (metric_query is unknown until apply)",
        ),
        (
            "aws_dynamodb_table",
            {"billing_mode": "PAY_PER_REQUEST", "point_in_time_recovery": ["${var.r}"]},
            "aws_dynamodb_table (point_in_time_recovery is unknown until apply)",
        ),
    ],
)
def test_what_has_no_price_is_named_and_not_taken_for_free(
    type_: str, values: Mapping[str, Any], named: str
) -> None:
    assert dict(_cost(type_, values).unpriced) == {named: 1}


def test_a_measured_resource_that_the_stack_lacks_is_named() -> None:
    usage = StackUsage("tick", resources={"aws_sns_topic.gone": {"requests": Decimal(1)}})

    assert estimate("orders", [], usage).unknown == ["aws_sns_topic.gone"]


def test_the_metrics_in_log_lines_cost_each_month() -> None:
    assert usd(estimate("orders", [], StackUsage("tick", Decimal(7))).monthly) == "2.10"


def test_services_stand_in_the_order_of_their_cost() -> None:
    resources = [
        Declared("aws_kms_key.a", "aws_kms_key", {}),
        Declared("aws_cloudwatch_dashboard.b", "aws_cloudwatch_dashboard", {}),
        Declared("aws_sns_topic.c", "aws_sns_topic", {}),
    ]

    assert estimate("orders", resources, None).services == ["CloudWatch", "KMS"]


def test_no_type_is_both_billed_and_free() -> None:
    assert not meters.METERS.keys() & meters.FREE


def test_every_price_has_a_source() -> None:
    prices = price_list().prices.values()

    assert all(price.usd > 0 and price.source.startswith("https://") for price in prices)
