"""The file of measured usage: what is wrong in it is said in one sentence."""

from decimal import Decimal
from pathlib import Path

import pytest

from gitops.adapters.errors import Refusal
from gitops.cost import rate, usage

GOOD = """
[orders]
unit = "order"
custom_metrics = 3
[orders.resources."aws_sqs_queue.orders"]
requests = 2.5
"""


def test_numbers_keep_their_digits(tmp_path: Path) -> None:
    file = tmp_path / "usage.toml"
    file.write_text(GOOD)

    found = usage.read(file)["orders"]

    assert (found.unit, found.custom_metrics) == ("order", Decimal(3))
    assert found.resources == {"aws_sqs_queue.orders": {"requests": Decimal("2.5")}}


def test_a_project_without_the_file_has_measured_nothing() -> None:
    assert usage.read(None) == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("orders =", "is not to be understood"),
        ("orders = 1", "is wrong"),
        ("[orders]", "is wrong: 'unit'"),
        (GOOD.replace("requests", "request"), "request is none of item_bytes, log_bytes"),
        (GOOD.replace("2.5", "-1"), "-1 is no quantity"),
        (GOOD.replace("2.5", "nan"), "NaN is no quantity"),
        (GOOD.replace("2.5", '"many"'), "is not to be understood"),
    ],
)
def test_a_file_that_is_wrong_is_refused(text: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "usage.toml"
    file.write_text(text)

    with pytest.raises(Refusal, match=said):
        usage.read(file)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="does not exist"):
        usage.read(tmp_path / "usage.toml")


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("10/s", 26_280_000),
        ("600/min", 26_280_000),
        ("40/h", 29_200),
        ("1.5/day", Decimal("45.625")),
    ],
)
def test_a_rate_gives_the_units_of_a_month(text: str, units: Decimal) -> None:
    assert rate.monthly(text) == units


@pytest.mark.parametrize(
    "text", ["", "10", "10/", "/s", "-1/s", "1e3/s", "10/week", "10 /s", "\u0661/s"]
)
def test_what_is_no_rate_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="write it as 10/s"):
        rate.monthly(text)
