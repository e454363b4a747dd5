"""Each form of file becomes the ticks that its exchange would have sent."""

from decimal import Decimal

import pytest

from gitops.adapters.errors import Refusal
from lambda_src.webhook_processor.entry import PriceKind
from lambda_src.webhook_processor.ticks import Receipt, identity
from tests.market.backfill.conftest import Read, Write

# The columns are those that the archives document; the numbers are our own.
TRADES = "4359,93576.00000000,0.00105000,98.25,{time},True,True\n"
RECEIPT = Receipt("r", 1)


@pytest.mark.parametrize(
    ("name", "text", "series", "time"),
    [
        pytest.param(
            "BTCUSDT-trades-2024-12-31.csv",
            TRADES.format(time="1735603200123"),
            "BTC-USDT@binance",
            "1735603200123",
            id="binance trades in milliseconds",
        ),
        pytest.param(
            "BTCUSDT-trades-2025-01-01.csv",
            TRADES.format(time="1735689600109328"),
            "BTC-USDT@binance",
            "1735689600109.328",
            id="binance spot trades since 2025 in microseconds",
        ),
        pytest.param(
            "BTCUSDT-aggTrades-2025-01.csv",
            "4359,93576.0,0.00105,7,9,1735689600109328,True,True\n",
            "BTC-USDT@binance",
            "1735689600109.328",
            id="binance aggregated trades",
        ),
        pytest.param(
            "BTCUSDT-trades-2025-01-01.csv",
            "id,price,qty,quote_qty,time,is_buyer_maker\n4359,93576.0,0.00105,98,1735689600109,true\n",
            "BTC-USDT-PERP@binancefutures",
            "1735689600109",
            id="futures have a header and stay in milliseconds",
        ),
        pytest.param(
            "trades.csv",
            "exchange,symbol,timestamp,local_timestamp,id,side,price,amount\n"
            "coinbase,BTC-USD,1735689600109328,1735689600200000,4359,buy,93576.0,0.00105\n",
            "BTC-USD@coinbase",
            "1735689600109.328",
            id="tardis",
        ),
        pytest.param(
            "mine.csv",
            "time,price,volume,id\n2025-01-01T00:00:00.109328Z,93576.0,0.00105,4359\n",
            "BTC-USD@kraken",
            "1735689600109.328",
            id="the fields of the generic body, market said",
        ),
        pytest.param(
            "mine.csv",
            "symbol,timestamp,price,volume,id\nBTC-USD,1735689600109328000,93576,0.00105,4359\n",
            "BTC-USD@kraken",
            "1735689600109.328",
            id="nanoseconds",
        ),
    ],
)
def test_a_trade_is_the_tick_that_its_live_frame_would_be(
    read: Read, write: Write, name: str, text: str, *, series: str, time: str
) -> None:
    exchange = series.partition("@")[2]
    said = {} if "symbol" in text or "-" in name else {"symbol": "XBT/USD"}

    [tick], rejected = read(write(name, text), exchange, **said)

    assert rejected == {}
    assert (tick.series, tick.event_time, tick.kind) == (series, Decimal(time), PriceKind.TRADE)
    assert (tick.price, tick.volume) == (Decimal(93576), Decimal("0.00105"))
    assert identity(tick, RECEIPT) == f"{exchange}/id/4359"


@pytest.mark.parametrize(
    ("name", "text", "options"),
    [
        pytest.param(
            "BTCUSDT-1m-2024-01-01.csv",
            "1704067200000,42283.58,42298.62,42261.02,42298.61,35.92724,1704067259999,1,2,3,4,0\n",
            {},
            id="an archive of binance",
        ),
        pytest.param(
            "candles.csv",
            "date,open,high,low,close,volume\n"
            "2024-01-01 00:00:00+00:00,42283.58,42298.62,42261.02,42298.61,35.92724\n",
            {"symbol": "BTC/USDT", "interval": "1m"},
            id="text times",
        ),
    ],
)
def test_a_candle_is_known_when_its_interval_ends(
    read: Read, write: Write, name: str, text: str, options: dict[str, str]
) -> None:
    [candle], rejected = read(write(name, text), **options)

    assert rejected == {}
    assert candle.series == "BTC-USDT@binance:candle.1m"
    assert (candle.bar, candle.event_time) == (Decimal(1704067200000), Decimal(1704067260000))
    prices = (candle.open, candle.high, candle.low, candle.price)
    assert prices == tuple(map(Decimal, ("42283.58", "42298.62", "42261.02", "42298.61")))
    assert candle.volume == Decimal("35.92724")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("1704067200000,5,4,1,3,1", "bad_price"),
        ("1704067200000,3,4,3.5,3,1", "bad_price"),
        ("1704067200000,0,4,0,3,1", "bad_price"),
        ("1704067200000,3,4,NaN,3,1", "bad_price"),
        ("1704067200000,3,4,2,3,-1", "bad_volume"),
        ("yesterday,3,4,2,3,1", "bad_time"),
        (",3,4,2,3,1", "bad_time"),
        ("1789999990000,3,4,2,3,1", "time_ahead"),
    ],
)
def test_a_candle_that_is_none_is_rejected(read: Read, write: Write, row: str, reason: str) -> None:
    path = write("c.csv", f"time,open,high,low,close,volume\n{row}\n")

    assert read(path, symbol="BTC-USD", interval="1h") == ([], {reason: 1})


@pytest.mark.parametrize("time", ["1735689", "1735689600109328000000", "0", "-5", "", "NaN"])
def test_a_time_of_another_era_is_none(read: Read, write: Write, time: str) -> None:
    path = write("t.csv", f"time,price,id\n{time},5,1\n")

    ticks, rejected = read(path, symbol="BTC-USD")

    assert not ticks
    assert sum(rejected.values()) == 1


def test_a_market_that_the_rows_name_is_not_overruled(read: Read, write: Write) -> None:
    path = write("t.csv", "time,price,symbol\n1704067200000,5,ETH-USD\n")

    with pytest.raises(Refusal, match="leave --market out"):
        read(path, "kraken", symbol="BTC-USD")


@pytest.mark.parametrize(
    ("exchange", "ours", "is_taken"),
    [
        ("binance", "binance", True),
        ("binance-futures", "binancefutures", True),
        ("binance-futures", "binance", False),
        ("okex", "okx", True),
        ("okex-swap", "okx", False),
        ("gate-io", "gate", True),
        ("bybit", "bybit", False),
        ("bybit-spot", "bybitspot", True),
        ("", "kraken", False),
    ],
)
def test_what_tardis_has_of_another_exchange_is_rejected(
    read: Read, write: Write, exchange: str, ours: str, *, is_taken: bool
) -> None:
    header = "exchange,symbol,timestamp,local_timestamp,id,side,price,amount"
    path = write("t.csv", f"{header}\n{exchange},BTCUSDT,1735689600109328,1,7,buy,5,1\n")

    ticks, rejected = read(path, ours)

    assert len(ticks) == int(is_taken)
    assert rejected == ({} if is_taken else {"wrong_exchange": 1})


@pytest.mark.parametrize(
    ("name", "columns", "exchange", "said"),
    [
        ("BTCUSDT-trades-2025-01-01.csv", 6, "binance", "binancefutures"),
        ("BTCUSDT-trades-2025-01-01.csv", 7, "binancefutures", "binance"),
        ("BTCUSDT-aggTrades-2025-01-01.csv", 7, "binanceus", "binancefutures"),
    ],
)
def test_an_archive_of_futures_is_not_taken_for_spot(
    read: Read, write: Write, name: str, columns: int, *, exchange: str, said: str
) -> None:
    path = write(name, ",".join(["7"] * columns) + "\n")

    with pytest.raises(Refusal, match=f"pass --exchange {said}."):
        read(path, exchange)


@pytest.mark.parametrize("interval", ["", "m", "1", "0m", "1mo", "-1m", "1.5h", "\u0661m"])
def test_candles_need_an_interval_of_constant_length(
    read: Read, write: Write, interval: str
) -> None:
    path = write("c.csv", "time,open,high,low,close\n1704067200000,1,1,1,1\n")

    with pytest.raises(Refusal, match="is no interval of candles"):
        read(path, symbol="BTC-USD", interval=interval)


@pytest.mark.parametrize(
    ("interval", "written"), [("60m", "1h"), ("24h", "1d"), ("60s", "1m"), ("7d", "1w")]
)
def test_an_interval_is_written_in_one_way(
    read: Read, write: Write, interval: str, written: str
) -> None:
    """Or the candles of one market would be two series."""
    path = write("c.csv", "time,open,high,low,close\n1704067200000,1,1,1,1\n")

    with pytest.raises(Refusal, match=f"pass --interval {written}."):
        read(path, symbol="BTC-USD", interval=interval)
    assert read(path, symbol="BTC-USD", interval=written)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("price,time\n5,1704067200000\n", "name no market"),
        ("id,price,qty,time,symbol,is_buyer_maker\n1,5,1,1,B,true\n", "--exchange binancefutures"),
        ("symbol,price\nBTC-USD,5\n", "No known form has the columns price, symbol"),
        ("symbol,open,high,low,close\nBTC-USD,1,1,1,1\n", "time of their opening"),
    ],
)
def test_what_a_file_leaves_out_is_asked_for(
    read: Read, write: Write, text: str, said: str
) -> None:
    with pytest.raises(Refusal, match=said):
        read(write("f.csv", text), interval="1m")
