"""The generic body, field by field."""

from decimal import Decimal
from typing import Any

import pytest

from lambda_src.webhook_processor import generic
from lambda_src.webhook_processor.reasons import Reason, Rejected
from lambda_src.webhook_processor.ticks import Tick

NO_SYMBOLS: list[Any] = [
    None,
    "",
    "  ",
    7,
    "B\x00C",
    "BTC\n",
    "\tBTC",
    "BTC USD",
    "BTC$",
    "ß",
    "\u017f",
    "\ufb01",
    "B" * 33,
    ["BTC"],
    "\ud800",
]
NO_PRICES: list[Any] = [
    None,
    True,
    "",
    "fifty",
    "NaN",
    "1_0",
    "0x1",
    " 1",
    [],
    {},
    Decimal(0),
    Decimal("-0.0"),
    Decimal(-5),
    "-1",
]
INEXACT_PRICES: list[Any] = [
    Decimal("1." + "1" * 28),
    Decimal("1e126"),
    Decimal("1e-131"),
    "1e999999999",
    Decimal("Infinity"),
    "1e99999999999999999999",
    "1" * 60000,
]
NO_VOLUMES: list[Any] = [Decimal(-1), "many", True, []]
NO_IDS: list[Any] = ["", "a\nb", "\ud800", "x" * 129, [], False, Decimal("1" * 29)]
GOOD = {"symbol": "BTC", "price": Decimal("50000.00")}


def test_the_plain_example_is_a_tick() -> None:
    entry = {**GOOD, "exchange": "coinbase", "volume": Decimal("1234.56")}

    tick = generic.tick(entry, "coinbase")

    assert tick == Tick("BTC", "coinbase", Decimal(50000), Decimal("1234.56"))


def test_all_optional_fields_are_kept() -> None:
    entry = {**GOOD, "time": "2023-11-14T22:13:20.5Z", "id": "trade-1", "unknown": ["x"]}

    tick = generic.tick(entry, "coinbase")

    assert tick.event_time == Decimal(1700000000500)
    assert tick.event_id == "trade-1"


@pytest.mark.parametrize("name", ["exchange", "volume", "time", "id"])
def test_null_means_left_out(name: str) -> None:
    assert generic.tick({**GOOD, name: None}, "coinbase") == generic.tick(GOOD, "coinbase")


@pytest.mark.parametrize(
    ("symbol", "stored"),
    [
        pytest.param("  btc ", "BTC", id="trimmed and upper"),
        pytest.param("btc-usd", "BTC-USD", id="a hyphen"),
        pytest.param("eth/usd", "ETH-USD", id="a slash"),
        pytest.param("BINANCE:BTCUSDT.P_1", "BINANCE:BTCUSDT.P_1", id="the other marks"),
        pytest.param("1" * 32, "1" * 32, id="the longest"),
    ],
)
def test_a_symbol_is_trimmed_upper_case(symbol: str, stored: str) -> None:
    assert generic.tick({**GOOD, "symbol": symbol}, "coinbase").symbol == stored


@pytest.mark.parametrize("price", ["50000.00", Decimal("5E4")])
def test_a_price_may_be_text_as_many_exchanges_send_it(price: Any) -> None:
    assert generic.tick({**GOOD, "price": price}, "coinbase").price == 50000


@pytest.mark.parametrize(
    ("kind", "series"),
    [(None, "BTC@coinbase"), ("trade", "BTC@coinbase"), ("ticker", "BTC@coinbase:ticker")],
)
def test_a_generic_tick_is_a_trade_unless_it_says_otherwise(kind: str | None, series: str) -> None:
    assert generic.tick({**GOOD, "kind": kind}, "coinbase").series == series


def test_a_whole_number_is_an_id() -> None:
    assert generic.tick({**GOOD, "id": Decimal(12345678901)}, "coinbase").event_id == (
        "12345678901"
    )


def test_no_volume_at_all_is_a_volume() -> None:
    assert generic.tick({**GOOD, "volume": Decimal("-0")}, "coinbase").volume == 0


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        *[
            pytest.param(
                {"symbol": value},
                Reason.BAD_SYMBOL if str(value).isascii() else Reason.NOT_ASCII,
                id=f"symbol {value!r:.20}",
            )
            for value in NO_SYMBOLS
        ],
        pytest.param({"exchange": "kraken"}, Reason.WRONG_EXCHANGE, id="another exchange"),
        *[
            pytest.param({"kind": value}, Reason.BAD_KIND, id=f"kind {value!r:.20}")
            for value in ("candle", "", Decimal(7), ["trade"], {"a": "b"})
        ],
        pytest.param({"exchange": 7}, Reason.WRONG_EXCHANGE, id="an exchange that is a number"),
        *[
            pytest.param({"price": value}, Reason.BAD_PRICE, id=f"price {value!r:.20}")
            for value in NO_PRICES
        ],
        *[
            pytest.param({"price": value}, Reason.PRICE_NOT_EXACT, id=f"price {value!s:.20}...")
            for value in INEXACT_PRICES
        ],
        *[
            pytest.param({"volume": value}, Reason.BAD_VOLUME, id=f"volume {value!r:.20}")
            for value in NO_VOLUMES
        ],
        pytest.param(
            {"volume": Decimal("1" * 29)}, Reason.VOLUME_NOT_EXACT, id="volume too fine"
        ),
        pytest.param({"time": "noon"}, Reason.BAD_TIME, id="time in words"),
        *[
            pytest.param({"id": value}, Reason.BAD_ID, id=f"id {value!r:.20}")
            for value in NO_IDS
        ],
    ],
)  # fmt: skip
def test_a_bad_field_is_refused_by_name(changes: dict[str, Any], reason: Reason) -> None:
    with pytest.raises(Rejected) as caught:
        generic.tick({**GOOD, **changes}, "coinbase")

    assert caught.value.reason is reason


@pytest.mark.parametrize("entry", [None, 7, "BTC", [], [GOOD], True])
def test_what_is_no_object_is_no_tick(entry: Any) -> None:
    with pytest.raises(Rejected) as caught:
        generic.tick(entry, "coinbase")

    assert caught.value.reason is Reason.NOT_A_TICK


@pytest.mark.parametrize(
    ("document", "entries"),
    [
        pytest.param(GOOD, [GOOD], id="one tick"),
        pytest.param([GOOD, 7], [GOOD, 7], id="a list"),
        pytest.param({"ticks": [GOOD]}, [GOOD], id="named ticks"),
        pytest.param([], [], id="an empty list"),
        pytest.param([GOOD] * 20, [GOOD] * 20, id="the most"),
        pytest.param(None, [None], id="null"),
    ],
)
def test_a_body_has_three_forms(document: Any, entries: list[Any]) -> None:
    assert generic.entries(document) == entries


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        pytest.param({"ticks": GOOD}, Reason.NOT_A_TICK, id="ticks is no list"),
    ],
)
def test_a_body_of_another_form_is_refused(document: Any, reason: Reason) -> None:
    with pytest.raises(Rejected) as caught:
        generic.entries(document)

    assert caught.value.reason is reason


@pytest.mark.parametrize("name", ["Symbol", "PRICE", "Volume", "Time", "ID", "Exchange", "Kind"])
def test_a_field_that_differs_only_in_case_is_refused(name: str) -> None:
    body = {"symbol": "BTC", "price": Decimal(1), "time": Decimal(1), name: Decimal(1)}

    with pytest.raises(Rejected) as refused:
        generic.tick(body, "kraken")

    assert refused.value.reason is Reason.WRONG_CASE


def test_other_names_of_the_volume_are_listed_and_not_read() -> None:
    body = {"symbol": "BTC", "price": Decimal(1), "Qty": Decimal(2), "amount": "3", "side": "buy"}

    tick = generic.tick(body, "kraken")

    assert (tick.volume, tick.unread) == (None, ("Qty", "amount"))
    assert generic.tick({**body, "volume": Decimal(2)}, "kraken").unread == ()
    assert tick == generic.tick({"symbol": "BTC", "price": Decimal(1)}, "kraken")
