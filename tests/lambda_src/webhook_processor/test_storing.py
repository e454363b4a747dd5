"""Each tick is stored once, however often it is delivered."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_src.webhook_processor.entry import PriceKind
from lambda_src.webhook_processor.ports import TickTable
from lambda_src.webhook_processor.reasons import Reason, Rejected
from lambda_src.webhook_processor.storing import store_once
from lambda_src.webhook_processor.ticks import Receipt, StoredTick, Tick
from tests.lambda_src.webhook_processor.fakes import MemoryTable

AT = Decimal("1700000000000.123")
TICK = Tick("BTC", "coinbase", Decimal(50000), Decimal(2), AT)
FIRST = Receipt("request-1", 1_700_000_000_500)
SECOND = Receipt("request-2", 1_700_000_000_900)

TICKS = st.builds(
    Tick,
    symbol=st.sampled_from(["BTC", "ETH"]),
    exchange=st.sampled_from(["coinbase", "kraken"]),
    price=st.sampled_from([Decimal(1), Decimal("1.0"), Decimal(2)]),
    volume=st.sampled_from([None, Decimal(0), Decimal(1)]),
    event_time=st.sampled_from([None, AT, AT + 1]),
    event_id=st.sampled_from([None, "1", "2"]),
)


def test_a_tick_is_stored_at_its_event_time() -> None:
    stored = store_once(TICK, FIRST, MemoryTable())

    assert (stored.timestamp, stored.is_duplicate) == (AT, False)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(replace(TICK, price=Decimal(50001)), id="another price"),
        pytest.param(replace(TICK, volume=Decimal(3)), id="another volume"),
        pytest.param(replace(TICK, volume=None), id="no volume"),
        pytest.param(replace(TICK, event_id="7"), id="an event id"),
    ],
)
def test_another_tick_of_the_same_time_takes_the_next_slot(other: Tick) -> None:
    table = MemoryTable()
    store_once(TICK, FIRST, table)

    stored = store_once(other, FIRST, table)

    assert (stored.timestamp, stored.is_duplicate) == (AT + Decimal("0.000001"), False)


@pytest.mark.parametrize(
    ("other", "series"),
    [
        pytest.param(TICK, "BTC@coinbase", id="trades of an exchange"),
        pytest.param(replace(TICK, exchange="kraken"), "BTC@kraken", id="another exchange"),
        pytest.param(
            replace(TICK, kind=PriceKind.TICKER), "BTC@coinbase:ticker", id="repeated prices"
        ),
        pytest.param(replace(TICK, kind=PriceKind.ALERT), "BTC@coinbase:alert", id="alerts"),
        pytest.param(
            replace(TICK, exchange="tradingview", kind=PriceKind.ALERT, venue="binance"),
            "BTC@tradingview.binance",
            id="alerts of the exchange that sends nothing else",
        ),
        pytest.param(
            replace(TICK, exchange="tradingview", kind=PriceKind.ALERT, venue="bybit"),
            "BTC@tradingview.bybit",
            id="alerts of another market place",
        ),
        pytest.param(
            replace(TICK, kind=PriceKind.CANDLE, interval="1m"),
            "BTC@coinbase:candle.1m",
            id="candles of one interval",
        ),
    ],
)
def test_each_market_exchange_venue_and_kind_is_a_series(other: Tick, series: str) -> None:
    assert other.series == series
    table = MemoryTable()
    store_once(replace(TICK, symbol="ETH"), FIRST, table)

    assert store_once(other, FIRST, table).timestamp == AT


def test_alerts_of_two_bars_at_one_instant_and_price_are_two() -> None:
    table = MemoryTable()
    alert = replace(TICK, kind=PriceKind.ALERT, interval="1", bar=AT - 60_000)
    for each in (alert, alert, replace(alert, interval="60"), replace(alert, bar=AT - 120_000)):
        store_once(each, FIRST, table)

    assert len(table.stored) == 3


def test_an_interval_has_one_candle_whatever_a_corrected_archive_says() -> None:
    table = MemoryTable()
    candle = replace(TICK, kind=PriceKind.CANDLE, interval="1m", bar=AT - 60_000)

    for each in (candle, replace(candle, price=Decimal(1), volume=Decimal(7))):
        stored = store_once(each, FIRST, table)

    assert stored.is_duplicate
    assert len(table.stored) == 1


@pytest.mark.parametrize(
    "again",
    [
        pytest.param(TICK, id="as it was"),
        pytest.param(replace(TICK, price=Decimal("50000.00")), id="price spelled otherwise"),
        pytest.param(replace(TICK, volume=Decimal("2.0")), id="volume spelled otherwise"),
    ],
)
def test_the_same_tick_is_stored_once_in_any_request(again: Tick) -> None:
    table = MemoryTable()
    store_once(TICK, FIRST, table)

    stored = store_once(again, SECOND, table)

    assert (stored.timestamp, stored.is_duplicate) == (AT, True)
    assert len(table.stored) == 1


def test_an_event_id_outweighs_price_and_volume() -> None:
    table = MemoryTable()
    store_once(replace(TICK, event_id="7"), FIRST, table)

    assert store_once(replace(TICK, event_id="7", price=Decimal(1)), SECOND, table).is_duplicate


def test_a_tick_without_event_time_is_stored_at_the_receive_time() -> None:
    stored = store_once(replace(TICK, event_time=None), FIRST, MemoryTable())

    assert stored.timestamp == FIRST.received_at_ms


def test_a_tick_without_event_time_is_new_with_every_request_but_not_with_a_retry() -> None:
    table, tick = MemoryTable(), replace(TICK, event_time=None)
    store_once(tick, FIRST, table)

    assert store_once(tick, FIRST, table).is_duplicate
    assert not store_once(tick, replace(FIRST, request_id="request-2"), table).is_duplicate
    assert len(table.stored) == 2


def test_a_timed_tick_is_never_taken_for_one_without_time() -> None:
    table = MemoryTable()
    store_once(replace(TICK, event_time=None), FIRST, table)

    timed = replace(TICK, event_time=Decimal(FIRST.received_at_ms))

    assert not store_once(timed, FIRST, table).is_duplicate


def test_after_a_thousand_ticks_the_slots_are_exhausted() -> None:
    asked: list[Decimal] = []

    class Full(TickTable):
        def insert(self, tick: StoredTick) -> str | None:
            asked.append(tick.timestamp)
            return "somebody else"

        def list_series(self, market: str, series: str) -> None:
            raise NotImplementedError

    with pytest.raises(Rejected) as caught:
        store_once(TICK, FIRST, Full())

    assert caught.value.reason is Reason.SLOTS_EXHAUSTED
    assert len(set(asked)) == 1000
    assert (asked[0], asked[-1]) == (AT, AT + Decimal("0.000999"))


@given(st.lists(TICKS, max_size=12), st.data())
def test_delivering_again_in_any_order_stores_nothing(
    ticks: list[Tick], data: st.DataObject
) -> None:
    table = MemoryTable()
    first = {tick: store_once(tick, FIRST, table).timestamp for tick in ticks}
    stored = dict(table.stored)

    for tick in data.draw(st.permutations(ticks)):
        assert store_once(tick, FIRST, table).is_duplicate
        assert store_once(tick, FIRST, table).timestamp == first[tick]
    assert table.stored == stored
