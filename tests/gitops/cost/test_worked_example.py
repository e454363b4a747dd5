"""The example of docs/cost.md, worked out by hand there, and the naive design beside it."""

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from gitops.cost.estimate import Declared, StackCost, estimate
from gitops.cost.report import usd
from gitops.cost.usage import StackUsage

PAGE = Path(__file__).resolve().parents[3] / "docs" / "cost.md"
Row = tuple[str, Mapping[str, Any], Mapping[str, str]]
TABLE = {"billing_mode": "PAY_PER_REQUEST", "point_in_time_recovery": {"enabled": True}}
API: Row = ("aws_api_gateway_rest_api", {}, {"requests": "1"})
PRICES: Row = (
    "aws_dynamodb_table",
    TABLE,
    {"write_units": "2", "read_units": "4", "item_bytes": "700"},
)
OURS: dict[str, Row] = {
    "api": API,
    "prices": PRICES,
    "webhook": (
        "aws_lambda_function",
        {"memory_size": 1024, "architectures": ["arm64"]},
        {"requests": "1", "milliseconds": "30"},
    ),
    "enricher": (
        "aws_lambda_function",
        {"memory_size": 512, "architectures": ["arm64"]},
        {"requests": "0.6", "milliseconds": "121"},
    ),
    "logs": ("aws_cloudwatch_log_group", {"retention_in_days": 3}, {"log_bytes": "1883"}),
    "topic": ("aws_sns_topic", {}, {"requests": "1.6"}),
}
NAIVE: dict[str, Row] = {
    "api": API,
    "prices": PRICES,
    "webhook": (
        "aws_lambda_function",
        {"memory_size": 1024},
        {"requests": "1", "milliseconds": "151"},
    ),
    # The first month of logs that nobody deletes.
    "logs": ("aws_cloudwatch_log_group", {"retention_in_days": 30}, {"log_bytes": "1883"}),
    "topic": ("aws_sns_topic", {}, {"requests": "2"}),
}


def _cost(design: Mapping[str, Row]) -> StackCost:
    resources = [Declared(f"{row[0]}.{name}", row[0], row[1]) for name, row in design.items()]
    used = {
        f"{row[0]}.{name}": {key: Decimal(value) for key, value in row[2].items()}
        for name, row in design.items()
    }
    return estimate("prices", resources, StackUsage("tick", resources=used))


def test_a_million_ticks_cost_what_the_example_says() -> None:
    cost = _cost(OURS)
    row = r"^\| ([A-Za-z ]+) \|.*\| \**([\d.]+)\** \|$"
    shown = dict(re.findall(row, _part("worked"), re.MULTILINE))

    assert {name: usd(cost.of(name).per_million) for name in cost.services} | {
        "sum": usd(cost.per_million)
    } == shown


@pytest.mark.parametrize(("design", "column"), [(NAIVE, 0), (OURS, 1)])
def test_both_designs_cost_what_the_page_says(design: Mapping[str, Row], column: int) -> None:
    cost = _cost(design)
    rows = re.findall(
        r"^\| ([A-Za-z]+(?: Gateway)?).* \| ([\d.]+) \| ([\d.]+) \|$", _part("saves"), re.MULTILINE
    )
    shown = {name: figures[column] for name, *figures in rows}

    assert {name: usd(cost.of(name).per_million) for name in cost.services} | {
        "sum": usd(cost.per_million)
    } == shown


def _part(word: str) -> str:
    """The section whose heading has the word."""
    return next(part for part in PAGE.read_text().split("\n## ") if word in part.splitlines()[0])
