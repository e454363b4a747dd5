"""Stream records are read, or found unprocessable by name."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_src.price_enricher import records
from lambda_src.price_enricher.records import Key, Unprocessable
from tests.lambda_src.price_enricher.fakes import record

NO_KEY = "the record holds no item with symbol and timestamp"
NO_PRICE = "the item has no usable price"
GOOD = record("BTC", 1, Decimal(5))
JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["dynamodb", "NewImage", "symbol", "timestamp", "price", "S", "N"]),
            inner,
        )
    ),
    max_leaves=20,
)


def _with(**attributes: Any) -> dict[str, Any]:
    image = {**GOOD["dynamodb"]["NewImage"], **attributes}
    return {**GOOD, "dynamodb": {"NewImage": image, "SequenceNumber": "1"}}


def test_a_record_names_its_item() -> None:
    assert records.key(_with(timestamp={"N": "1700000000000.123001"})) == Key(
        "BTC", Decimal("1700000000000.123001")
    )


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        pytest.param({}, NO_KEY, id="empty"),
        pytest.param({"dynamodb": None}, NO_KEY, id="nothing inside"),
        pytest.param({"dynamodb": {"Keys": {}}}, NO_KEY, id="no image"),
        pytest.param(_with(symbol={"N": "1"}), NO_KEY, id="symbol is a number"),
        pytest.param(_with(symbol={"S": None}), NO_KEY, id="symbol is null"),
        pytest.param(_with(timestamp={"S": "1"}), NO_KEY, id="timestamp is text"),
        pytest.param(_with(price={"S": "5"}), NO_PRICE, id="price is text"),
        pytest.param(_with(price={"NULL": True}), NO_PRICE, id="price is null"),
        pytest.param(_with(price=None), NO_PRICE, id="no price"),
        pytest.param(_with(price={"N": "0"}), NO_PRICE, id="price is zero"),
        pytest.param(_with(price={"N": "-1"}), NO_PRICE, id="price is negative"),
        pytest.param(_with(price={"N": "fifty"}), NO_PRICE, id="price is a word"),
        pytest.param(_with(price={"N": "1E999"}), NO_PRICE, id="price is out of range"),
    ],
)
def test_an_unprocessable_record_has_a_reason(bad: dict[str, Any], message: str) -> None:
    with pytest.raises(Unprocessable) as caught:
        records.key(bad)

    assert str(caught.value) == message


@given(st.dictionaries(st.just("dynamodb"), JSON))
def test_arbitrary_records_are_read_or_named(arbitrary: dict[str, Any]) -> None:
    try:
        key = records.key(arbitrary)
    except Unprocessable:
        return
    assert isinstance(key.series, str)


@pytest.mark.parametrize(
    ("name", "verdict"),
    [("INSERT", True), ("MODIFY", False), ("REMOVE", False), (None, False)],
)
def test_only_inserts_are_work(name: str | None, *, verdict: bool) -> None:
    assert records.is_new_tick({"eventName": name}) is verdict


def test_a_list_of_series_is_no_tick() -> None:
    listed = {"symbol": {"S": "BTC"}, "timestamp": {"N": "0"}, "series": {"SS": ["BTC@kraken"]}}

    assert records.is_new_tick(GOOD)
    assert not records.is_new_tick({**GOOD, "dynamodb": {"NewImage": listed}})


@pytest.mark.parametrize("bad", [{}, {"dynamodb": None}, {"dynamodb": {}}])
def test_a_record_without_a_place_has_an_empty_one(bad: dict[str, Any]) -> None:
    assert records.sequence_number(bad) == ""
