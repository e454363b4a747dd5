"""The name of a derivative says what it is, and no other market has it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_src.webhook_processor import contracts, generic, symbols
from lambda_src.webhook_processor.entry import Entry, Market
from lambda_src.webhook_processor.reasons import Reason, Rejected


@pytest.mark.parametrize(
    ("market", "kind"),
    [
        ("BTC-USDT", "spot"),
        ("BTC", "spot"),
        ("BTC-USDT-PERP", "perpetual"),
        ("BTC-USD-PERP-BTC", "perpetual"),
        ("BTC-USDT-20260626", "future"),
        ("BTC-USD-20260626-BTC", "future"),
        ("BTC-USDT-20260626-70000-C", "option"),
        ("BTC-USDT-20260626-0.5-P", "option"),
        ("PERP-USDT", "spot"),
        ("A-B-C", "spot"),
    ],
)
def test_a_name_says_what_the_market_is(market: str, kind: str) -> None:
    assert contracts.market_type(market) == kind


@pytest.mark.parametrize(
    ("market", "is_coin_settled"),
    [("BTC-USD-PERP-BTC", True), ("BTC-USDT-PERP", False), ("BTC", False), ("BTC-BTC", False)],
)
def test_a_name_says_what_settles_the_market(market: str, is_coin_settled: bool) -> None:
    assert contracts.is_coin_settled(market) is is_coin_settled


@pytest.mark.parametrize(
    ("exchange", "identifier"),
    [
        pytest.param("binance", "BTCUSDT_CQ", id="rolls on"),
        pytest.param("binance", "BTCUSDT_231331", id="a 13th month"),
        pytest.param("bybit", "BTC-31FEB26", id="no such day"),
        pytest.param("bybit", "BTCUSDM26", id="no day"),
        pytest.param("htx", "BTC_CW", id="of the week"),
        pytest.param("kucoin", "XBTMZ26", id="no quote"),
        pytest.param("okx", "ETH-USD-SWAP_ETH-USD-240329", id="two legs"),
        pytest.param("nobody", "BTC-USDT", id="an exchange without forms"),
        pytest.param("binance", None, id="none"),
        pytest.param("binance", ["BTCUSDT"], id="a list"),
    ],
)
def test_what_names_no_market_is_refused(exchange: str, identifier: Any) -> None:
    with pytest.raises(Rejected) as refused:
        contracts.name(identifier, exchange)

    assert refused.value.reason is Reason.BAD_SYMBOL


@given(st.sampled_from(["binance", "okx", "bybit", "gate", "htx", "kucoin"]), st.text(max_size=24))
def test_any_id_is_a_derivative_or_refused(exchange: str, identifier: str) -> None:
    try:
        name = contracts.name(identifier, exchange)
    except Rejected:
        return
    assert contracts.market_type(name) != "spot"


@given(
    base=st.sampled_from(["BTC", "ETH", "1000SHIB", "USDC"]),
    quote=st.sampled_from(["USDT", "USD", "USDC"]),
    expiry=st.dates().map(lambda day: f"{day:%y%m%d}"),
)
def test_no_two_markets_of_an_exchange_share_a_name(base: str, quote: str, expiry: str) -> None:
    spot = symbols.read(f"{base}-{quote}", "okx")
    swap = contracts.name(f"{base}-{quote}-SWAP", "okx")
    dated = contracts.name(f"{base}-{quote}-{expiry}", "okx")
    option = contracts.name(f"{base}-{quote}-{expiry}-500-C", "okx")

    assert len({spot, swap, dated, option}) == 4


@pytest.mark.parametrize(
    ("path", "market", "symbol"),
    [
        ("binance", None, "BTC-USDT"),
        ("binancespot", None, "BTC-USDT"),
        ("binancefutures", None, "BTC-USDT-PERP"),
        ("binancefutures", Market.DERIVATIVE, "BTC-USDT-PERP"),
        ("binance", Market.DERIVATIVE, "BTC-USDT-PERP"),
    ],
)
def test_where_a_frame_does_not_tell_the_path_does(
    path: str, market: Market | None, symbol: str
) -> None:
    assert generic.tick(Entry("BTCUSDT", "1", market=market), path).symbol == symbol


@pytest.mark.parametrize(
    ("path", "market"), [("binancefutures", Market.SPOT), ("bybitspot", Market.DERIVATIVE)]
)
def test_a_frame_that_contradicts_its_path_is_refused(path: str, market: Market) -> None:
    with pytest.raises(Rejected) as refused:
        generic.tick(Entry("BTCUSDT", "1", market=market), path)

    assert refused.value.reason is Reason.WRONG_MARKET
