"""One name for each market."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_src.webhook_processor import symbols

BASES = st.sampled_from(["BTC", "ETH", "DOGE", "SUI", "1INCH", "PEPE"])


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("BTC-USD", "BTC-USD"),
        ("btc/usd", "BTC-USD"),
        ("BTC_USDT", "BTC-USDT"),
        ("btcusd", "BTC-USD"),
        ("BTCFDUSD", "BTC-FDUSD"),
        ("BTCRLUSD", "BTC-RLUSD"),
        ("ethbtc", "ETH-BTC"),
        ("WUSDT", "W-USDT"),
        ("XBTUSD", "BTC-USD"),
        ("LTC/XBT", "LTC-BTC"),
        ("xdgeur", "DOGE-EUR"),
        ("tBTCUSD", "BTC-USD"),
        ("tDUSK:USD", "DUSK-USD"),
        ("tBTC", "TBTC"),
        ("BNBUSD", "BNB-USD"),
        ("SHIBUSD", "SHIB-USD"),
        ("WBTC", "WBTC"),
        ("WBTCUSD", "WBTC-USD"),
        ("BTC", "BTC"),
        ("XBT", "BTC"),
        ("USDT", "USDT"),
        ("TUSD", "TUSD"),
        ("ETH_CQ", "ETH-CQ"),
        ("BTC-USD-SWAP", "BTC-USD-SWAP"),
        ("BTC-28APR23-29500-C", "BTC-28APR23-29500-C"),
        ("BTCUSDT.P", "BTCUSDT.P"),
        ("-USD", "-USD"),
        ("BTC-", "BTC-"),
        ("BINANCE:BTCUSDT", "BINANCE:BTCUSDT"),
        ("1000PEPEUSDT", "1000PEPE-USDT"),
    ],
)
def test_a_market_has_one_name_however_it_is_spelled(sent: str, stored: str) -> None:
    assert symbols.read(sent) == stored


def test_quotes_of_one_house_are_read_there_only() -> None:
    assert symbols.read("BTCBUSD", "binance") == "BTC-BUSD"
    assert symbols.read("BNBUSD", "kraken") == "BNB-USD"


@pytest.mark.parametrize(
    ("exchange", "sent", "stored"),
    [
        ("gemini", "PAXGUSD", "PAXG-USD"),
        ("gemini", "btcgusd", "BTC-GUSD"),
        ("kraken", "XXBTZUSD", "BTC-USD"),
        ("kraken", "XETHXXBT", "ETH-BTC"),
        ("kraken", "ZEURZUSD", "EUR-USD"),
        ("kraken", "XTZUSD", "XTZ-USD"),
        ("kraken", "ZRXUSD", "ZRX-USD"),
        ("bitfinex", "tBTCUST", "BTC-USDT"),
        ("bitfinex", "tBTCUDC", "BTC-USDC"),
        ("bitfinex", "tMNA:USD", "MANA-USD"),
        ("binance", "USTUSDT", "UST-USDT"),
    ],
)
def test_an_exchange_has_names_of_its_own(exchange: str, sent: str, stored: str) -> None:
    assert symbols.read(sent, exchange) == stored


def test_the_market_place_of_an_alert_tells_its_quotes() -> None:
    assert symbols.read("BTCTUSD", "tradingview", "binance") == "BTC-TUSD"
    assert symbols.read("XTUSD", "tradingview", "coinbase") == "XT-USD"


@given(BASES, st.sampled_from(symbols.QUOTES), st.sampled_from(["", "-", "/", "_"]), st.booleans())
def test_separators_and_case_change_nothing(
    base: str,
    quote: str,
    separator: str,
    lower: bool,
) -> None:
    sent = f"{base}{separator}{quote}"

    assert symbols.read(sent.lower() if lower else sent) == symbols.read(f"{base}-{quote}")


@given(st.from_regex(r"[A-Za-z0-9._:/-]{1,32}", fullmatch=True))
def test_a_name_once_given_stays(sent: str) -> None:
    name = symbols.read(sent)

    assert symbols.read(name) == name
