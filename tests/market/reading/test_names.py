"""Any text is a name that the client reads or refuses, in the table as well as from a caller."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.reading import PriceReader, ReadingError
from tests.market.reading.conftest import StoredPrices


@pytest.mark.parametrize("name", ["€", "-", "BTC-", "--", "B", "a" * 255, "BTC USD\x00", "@", "@:"])
def test_any_text_is_a_market_that_is_not_there(
    name: str, prices: StoredPrices, reader: PriceReader
) -> None:
    prices.put(0, 1)

    with suppress(ReadingError):
        assert list(reader.ticks(name)) == []


@pytest.mark.parametrize("place", ["</script>", "\u202e", "a\x00b"])
def test_what_a_name_in_the_table_holds_does_not_hide_its_prices(
    place: str, prices: StoredPrices, reader: PriceReader
) -> None:
    """Whoever may write the table chooses it; the live view reads all series of a market."""
    prices.put(0, 1, exchange=place)

    [series] = reader.series("BTC-USD")
    assert [tick.price for tick in reader.ticks(series.name)] == [1]


class _EmptyTable:
    """A client that encodes what it is asked for, as boto3 does, and finds nothing."""

    def get_item(self, **request: Any) -> dict[str, Any]:
        json.dumps(request, ensure_ascii=False).encode()
        return {}

    def batch_get_item(self, **request: Any) -> dict[str, Any]:
        return {"Responses": self.get_item(**request)}

    def get_paginator(self, _: str) -> "_EmptyTable":
        return self

    def paginate(self, **request: Any) -> list[Any]:
        self.get_item(**request)
        return []


@given(name=st.text(st.characters(), max_size=300), exchange=st.none() | st.text(st.characters()))
def test_any_text_is_read_or_refused(name: str, exchange: str | None) -> None:
    client: Any = _EmptyTable()
    with suppress(ReadingError):
        assert list(PriceReader("t", client).ticks(name, exchange=exchange)) == []


@pytest.mark.parametrize("name", ["", "a" * 256, "\udcff"])
def test_a_name_that_no_key_can_be_is_refused(name: str, reader: PriceReader) -> None:
    with pytest.raises(ReadingError, match="A market has a name such as BTC-USD, not '"):
        reader.series(name)
