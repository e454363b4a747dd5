"""One name for each market."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_src.webhook_processor import contracts, quotes, symbols
from lambda_src.webhook_processor.reasons import Reason, Rejected
from tests.recordings import RECORDINGS

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
        ("xbt/usd/perp", "BTC-USD-PERP"),
        ("BTC_USDT_20260626", "BTC-USDT-20260626"),
        ("BTC-28APR23-29500-C", "BTC-28APR23-29500-C"),
        ("BTCUSDT.P", "BTCUSDT.P"),
        ("BINANCE:BTCUSDT", "BINANCE:BTCUSDT"),
        ("1000PEPEUSDT", "1000PEPE-USDT"),
    ],
)
def test_a_market_has_one_name_however_it_is_spelled(sent: str, stored: str) -> None:
    assert symbols.read(sent) == stored


@pytest.mark.parametrize(
    "name",
    ["BTCUSDT/ETHUSDT", "ethusd-btcusd", "BINANCE:ETHUSDT/BINANCE:BTCUSDT", "BTCUSD_ETHUSD_SOLUSD"],
)
def test_an_expression_of_several_markets_is_none_whoever_sends_it(name: str) -> None:
    with pytest.raises(Rejected) as refused:
        symbols.read(name, "kraken")
    assert refused.value.reason is Reason.AMBIGUOUS_SYMBOL


@pytest.mark.parametrize("name", ["WBTC/WETH", "BUSD-TUSD", "FDUSD/USDT", "BTCUSDT-FDUSD"])
def test_a_currency_that_ends_like_a_quote_is_no_market(name: str) -> None:
    assert symbols.read(name) == name.replace("/", "-")


@pytest.mark.parametrize("name", ["BTC-PERP", "btc_perp", "BTCUSD/PERP"])
def test_a_perpetual_without_its_quote_is_rejected(name: str) -> None:
    with pytest.raises(Rejected) as refused:
        symbols.read(name)
    assert refused.value.reason is Reason.BAD_SYMBOL


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
        ("bitfinex", "tEUTUSD", "EURT-USD"),
        ("kraken", "USDTZUSD", "USDT-USD"),
        ("binanceus", "BNBUSD", "BNB-USD"),
        ("binanceus", "SUSD", "S-USD"),
        ("binance", "BTCUSD", "BTC-USD"),
        ("binance", "SOLU", "SOL-U"),
        ("htx", "ltcht", "LTC-HT"),
        ("binance", "USTUSDT", "UST-USDT"),
    ],
)
def test_an_exchange_has_names_of_its_own(exchange: str, sent: str, stored: str) -> None:
    assert symbols.read(sent, exchange) == stored


def test_the_market_place_of_an_alert_tells_its_quotes() -> None:
    assert symbols.read("BTCTUSD", "tradingview", "binance") == "BTC-TUSD"
    assert symbols.read("XTUSD", "tradingview", "coinbase") == "XT-USD"


@given(BASES, st.sampled_from(quotes.COMMON), st.sampled_from(["", "-", "/", "_"]), st.booleans())
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
    try:
        name = symbols.read(sent)
    except Rejected:
        return

    assert symbols.read(name) == name


def _instruments() -> list[tuple[str, str, str]]:
    listed = json.loads((RECORDINGS / "instruments.json").read_text())
    return [
        (venue, base, quote)
        for venue, by_quote in listed.items()
        for quote, bases in by_quote.items()
        for base in bases.split()
    ]


def test_every_recorded_instrument_is_read_right() -> None:
    found = {
        (venue, base, quote): symbols.read(
            f"t{base}{quote}" if venue == "bitfinex" else base + quote, venue
        )
        for venue, base, quote in _instruments()
    }
    renamed = {
        "bitfinex": {"UST": "USDT", "UDC": "USDC", "IOT": "IOTA", "DSH": "DASH"},
        "kraken": {"XBT": "BTC", "XDG": "DOGE"},
    }

    assert len(found) > 3500
    for (venue, base, quote), symbol in found.items():
        names = renamed.get(venue, {})
        assert symbol == f"{names.get(base, base)}-{names.get(quote, quote)}", (venue, base, quote)
    # No two ids of an exchange are one market.
    assert len({(venue, symbol) for (venue, *_), symbol in found.items()}) == len(found)


# Ids of Kraken's REST API: https://docs.kraken.com/api/docs/rest-api/get-tradable-asset-pairs
MARKED = {
    "USD": "XXBT XETC XETH XLTC XMLN XREP XXDG XXLM XXMR XXRP XZEC ZEUR ZGBP ZAUD",
    "EUR": "XXBT XETC XETH XLTC XMLN XREP XXLM XXMR XXRP XZEC",
    "JPY": "XXBT XETH XLTC XXRP ZUSD ZEUR",
    "GBP": "XXBT XETH XXLM XXRP ZEUR",
    "CAD": "XXBT XETH XXRP ZUSD ZEUR",
    "XBT": "XETC XETH XLTC XMLN XREP XXDG XXLM XXMR XXRP XZEC",
    "ETH": "XETC XMLN XREP",
}


@pytest.mark.parametrize(
    ("base", "quote"), [(base, quote) for quote, bases in MARKED.items() for base in bases.split()]
)
def test_marks_of_kraken_are_no_part_of_a_currency(base: str, quote: str) -> None:
    mark = "X" if quote in ("XBT", "ETH") else "Z"
    names = {"XBT": "BTC", "XDG": "DOGE"}

    found = symbols.read(f"{base}{mark}{quote}", "kraken")

    assert found == f"{names.get(base[1:], base[1:])}-{names.get(quote, quote)}"


@pytest.mark.parametrize(
    ("venue", "sent", "reason"),
    [
        pytest.param("binance", "XTUSD", Reason.AMBIGUOUS_SYMBOL, id="X-TUSD or XT-USD"),
        pytest.param("", "-USD", Reason.BAD_SYMBOL, id="no base"),
        pytest.param("", "BTC-", Reason.BAD_SYMBOL, id="no quote"),
        pytest.param("binance", "币安人生USDT", Reason.NOT_ASCII, id="not ASCII"),
    ],
)
def test_what_is_no_one_market_is_rejected(venue: str, sent: str, reason: Reason) -> None:
    with pytest.raises(Rejected) as refused:
        symbols.read(sent, venue)

    assert refused.value.reason is reason


def test_a_derivative_that_is_not_ascii_has_the_same_reason() -> None:
    with pytest.raises(Rejected) as refused:
        contracts.name("币安人生USDT", "binance")

    assert refused.value.reason is Reason.NOT_ASCII
