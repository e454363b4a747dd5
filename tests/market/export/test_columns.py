"""What is exported is what is stored: exact, or as text, and complete."""

import json
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_src.shared.decimals import canonical
from market.export import columns

NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=0).filter(
    lambda number: number == 0 or -130 <= number.adjusted() <= 125
)


def _exported(item: dict[str, Any]) -> dict[str, Any]:
    [row] = columns.table([item], pa).to_pylist()
    return dict(row)


def test_a_tick_has_typed_columns() -> None:
    row = _exported(
        {
            "symbol": {"S": "BTC-USD@coinbase"},
            "timestamp": {"N": "1704067200000.123001"},
            "price": {"N": "67250.000000000000000001"},
            "ma_5": {"N": "67250.12345678901234567890123456789"},
            "processed": {"BOOL": True},
            "revision": {"N": "2"},
        }
    )

    assert row["symbol"] == "BTC-USD@coinbase"
    assert row["timestamp"].value == 1704067200000123001
    assert row["price"] == Decimal("67250.000000000000000001")
    assert row["ma_5"] == "67250.12345678901234567890123456789"
    assert (row["volume"], row["ma_20"]) == (None, None)
    assert json.loads(row["other"]) == {"processed": {"BOOL": True}, "revision": {"N": "2"}}


@pytest.mark.parametrize("price", ["1E-125", "0.0000000000000000001", "1E+20", "9" * 21])
def test_a_price_that_fits_no_column_stays_as_text(price: str) -> None:
    row = _exported({"price": {"N": price}})

    assert row["price"] is None
    assert json.loads(row["other"]) == {"price": {"N": price}}


@pytest.mark.parametrize("time", ["1704067200000.1234567", "1E+30"])
def test_a_time_that_is_no_whole_nanosecond_stays_as_text(time: str) -> None:
    row = _exported({"event_time": {"N": time}})

    assert (row["event_time"], json.loads(row["other"])) == (None, {"event_time": {"N": time}})


@given(NUMBERS, st.sampled_from(columns.DECIMALS))
def test_no_number_is_ever_rounded(number: Decimal, name: str) -> None:
    stored = canonical(number)

    row = _exported({name: {"N": stored}})

    kept = row[name] if row["other"] is None else Decimal(json.loads(row["other"])[name]["N"])
    assert kept == Decimal(stored)


@given(st.dictionaries(st.sampled_from([*columns.TEXTS, *columns.TIMES, "x"]), st.sampled_from(
    [{"S": "a"}, {"N": "5"}, {"NULL": True}, {"SS": ["a"]}, {"M": {"a": {"N": "1"}}}]
)))  # fmt: skip
def test_an_attribute_of_any_type_is_somewhere(item: dict[str, Any]) -> None:
    row = _exported(item)

    rest = {} if row["other"] is None else json.loads(row["other"])
    assert {name for name in item if row.get(name) is not None} | rest.keys() == item.keys()
    assert all(item[name] == value for name, value in rest.items())
