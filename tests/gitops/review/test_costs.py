"""What a plan costs more or less stands in its comment."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from gitops.cost.usage import StackUsage
from gitops.plans.changes import Change, Kind, StackPlan
from gitops.review import comment
from gitops.review.comment_model import CommentModel

FUNCTION = "aws_lambda_function.check"
USAGE = {
    "orders": StackUsage(
        "order", Decimal(2), {FUNCTION: {"requests": Decimal(1), "milliseconds": Decimal(100)}}
    )
}


def _memory(megabytes: int) -> dict[str, Any]:
    return {"memory_size": megabytes, "architectures": ["arm64"]}


def _change(address: str, kind: Kind, before: Any, after: Any) -> Change:
    actions = {Kind.CREATE: ["create"], Kind.DESTROY: ["delete"]}.get(kind, ["update"])
    values = {"actions": actions, "before": before, "after": after}
    return Change(address, address.split(".", maxsplit=1)[0], kind, values)


def _cost_line(*changes: Change, is_first: bool = False) -> str:
    plan = StackPlan("orders", changes, is_first=is_first)
    text = comment.render(CommentModel("dev", [plan], usage=USAGE))
    return next((line for line in text.splitlines() if line.startswith("**Cost**")), "")


# 100,000 s for a million orders: each 1,024 MB more are 100,000 GB-s for 1.33 USD.
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            _change(FUNCTION, Kind.CHANGE, _memory(1024), _memory(2048)),
            "+1.33 USD for a million orders",
        ),
        (
            _change(FUNCTION, Kind.CHANGE, _memory(2048), _memory(1024)),
            "-1.33 USD for a million orders",
        ),
        (_change("aws_cloudwatch_dashboard.a", Kind.CREATE, None, {}), "+3.00 USD a month"),
        (_change("aws_kms_key.a", Kind.DESTROY, {}, None), "-1.00 USD a month"),
    ],
)
def test_the_difference_is_told(change: Change, said: str) -> None:
    assert f" of `orders`: {said} (" in _cost_line(change)


MAPPING = "aws_lambda_event_source_mapping.a"


def _created(address: str, unknown: Any, **synthesized: Any) -> Change:
    change = _change(address, Kind.CREATE, None, {"timeout": 1})
    values = {**change.values, "after_unknown": unknown}
    return replace(change, values=values, synthesized=synthesized)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            _created(FUNCTION, {"memory_size": True}),
            "not priced: `aws_lambda_function (memory_size is unknown until apply)`",
        ),
        (
            _created(FUNCTION, {"memory_size": True}, memory_size="${local.m}"),
            "not priced: `aws_lambda_function (memory_size is unknown until apply)`",
        ),
        # What nobody wrote has the provider's default: 128 MB on x86, 100 ms, for a million orders.
        (
            _created(FUNCTION, {"arn": True, "memory_size": True}, timeout=1),
            "+0.41 USD for a million orders",
        ),
        (
            _created(MAPPING, {"event_source_arn": True}),
            "not priced: `aws_lambda_event_source_mapping (event_source_arn is unknown",
        ),
        (
            _created(
                MAPPING, {"event_source_arn": True}, event_source_arn="${aws_sqs_queue.q.arn}"
            ),
            "+0.26 USD a month",
        ),
        (
            _created("aws_dynamodb_table.a", {"point_in_time_recovery": [{"enabled": True}]}),
            "not priced: `aws_dynamodb_table (provisioned capacity)`",
        ),
    ],
)
def test_what_is_unknown_until_apply_is_said_and_not_priced_at_its_default(
    change: Change, said: str
) -> None:
    assert f" of `orders`: {said}" in _cost_line(change)


def test_an_unknown_part_of_a_block_is_said() -> None:
    after = {"billing_mode": "PAY_PER_REQUEST", "point_in_time_recovery": [{}]}
    change = _change("aws_dynamodb_table.a", Kind.CREATE, None, after)
    marks = {"arn": True, "point_in_time_recovery": [{"enabled": True}]}

    assert "(enabled is unknown until apply)" in _cost_line(
        replace(change, values={**change.values, "after_unknown": marks})
    )


def test_what_costs_the_same_is_not_told() -> None:
    same = _change(
        FUNCTION, Kind.CHANGE, {**_memory(1024), "timeout": 1}, {**_memory(1024), "timeout": 2}
    )

    assert _cost_line(same, _change("data.aws_kms_key.a", Kind.READ, None, {})) == ""


def test_what_changes_and_has_no_price_is_named_once() -> None:
    streams = [_change(f"aws_kinesis_stream.{n}", Kind.CREATE, None, {}) for n in "ab"]
    key = _change("aws_kms_key.a", Kind.CREATE, None, {})

    assert _cost_line(*streams).endswith("of `orders`: not priced: `aws_kinesis_stream`")
    assert _cost_line(key, *streams).endswith(
        "+1.00 USD a month (`gitops cost` says how); not priced: `aws_kinesis_stream`"
    )


def test_many_types_without_a_price_stay_one_short_line() -> None:
    many = [_change(f"aws_new_{n:03}.a", Kind.CREATE, None, {}) for n in range(300)]

    assert _cost_line(*many).endswith("`aws_new_004`, and 295 more")


def test_of_several_the_dearest_is_named() -> None:
    line = _cost_line(
        _change("aws_kms_key.a", Kind.CREATE, None, {}),
        _change("aws_cloudwatch_dashboard.b", Kind.CREATE, None, {}),
    )

    assert "+4.00 USD a month" in line
    assert line.endswith("most of it: `aws_cloudwatch_dashboard.b`")


def test_a_first_deployment_counts_the_metrics_in_log_lines() -> None:
    key = _change("aws_kms_key.a", Kind.CREATE, None, {})

    assert "+1.60 USD a month" in _cost_line(key, is_first=True)
    assert "+1.00 USD a month" in _cost_line(key)
