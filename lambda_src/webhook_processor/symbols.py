"""Gives each market one name, for all the spellings of exchanges."""

import re
from typing import Final

from lambda_src.webhook_processor import quotes
from lambda_src.webhook_processor.reasons import Reason, Rejected

# ASCII before upper-casing: some letters of other scripts become ASCII by it.
_SYMBOL: Final = re.compile(r"[A-Za-z0-9._:/-]{1,32}")
# Kraken's REST API marks currencies: XXBTZUSD, XETHXXBT, ZEURZUSD. XTZUSD and ZRXUSD have no marks.
# https://github.com/btschwertfeger/python-kraken-sdk/issues/90, ccxt/ccxt#26937 (2026-11-26)
_KRAKEN_MARKED: Final = re.compile("X([A-Z]{3})[XZ]([A-Z]{3})|Z([A-Z]{3})Z([A-Z]{3})")
# The price of a spread of TradingView is that of no market: "BINANCE:ETHUSDT/BINANCE:BTCUSDT".
_EXPRESSION: Final = re.compile("[A-Za-z0-9._!()]+([-:/*+^][A-Za-z0-9._!()]+)+")
_SEPARATOR: Final = re.compile("[/_-]")
_LETTERS: Final = re.compile("[A-Z0-9]+")
# Bitfinex marks trading pairs: https://docs.bitfinex.com/docs/rest-general
_BITFINEX_PAIR: Final = re.compile("t([A-Z0-9]{6,}|[A-Z0-9]{2,}:[A-Z0-9]{2,})")
# Kraken keeps to ISO 4217 form: https://support.kraken.com/articles/360001206766
_OLD_NAMES: Final = {"XBT": "BTC", "XDG": "DOGE"}
# Names of one exchange only; elsewhere UST is another currency. Read 2026-11-26 in ccxt's map of
# common currencies; https://github.com/ccxt/ccxt/issues/5066 names Bitfinex's own.
_OWN_NAMES: Final = {
    "bitfinex": {
        "UST": "USDT",
        "UDC": "USDC",
        "EUT": "EURT",
        "IOT": "IOTA",
        "DSH": "DASH",
        "QTM": "QTUM",
        "MNA": "MANA",
    }
}
# Currencies whose own names end like a quote.
CURRENCIES: Final = frozenset(
    {
        *quotes.COMMON,
        "BUSD",
        "TUSD",
        "GUSD",
        "AUSD",
        "AEUR",
        "CUSD",
        "LUSD",
        "SUSD",
        "WBTC",
        "CBBTC",
        "TBTC",
    }
    | {"WETH", "STETH", "WSTETH", "RETH", "CBETH", "METH", "WEETH", "EZETH", "WBETH", "BETH"}
    | {"WSOL", "MSOL", "BNSOL", "BBSOL", "JITOSOL", "WBNB"}
)
# BTC-PERP: nobody knows whether against USD, USDC or USDT.
_NO_QUOTE: Final = "PERP"
# A quote that is so long ends no base by chance.
_UNMISTAKABLE: Final = 5


def read(value: object, exchange: str = "", venue: str = "") -> str:
    """`BASE-QUOTE` in upper case, or the name as it is where it has no such parts.

    Parts are what a separator (`- / _`) divides or, without any, what precedes a known quote:
    `btcusd` is BTC-USD, `BTC` and `BTCUSDT.P` stay, as does the name of a currency that ends like a
    quote (`WBTC`). A name of more than two parts (a future, an option) keeps them. XBT is BTC,
    XDG is DOGE; a pair of Bitfinex (`tBTCUSD`, `tDUSK:USD`) is read without its mark. `venue` is
    the market place of an alert, whose quotes count instead of the sender's.

    Raises:
        Rejected: it is no text of 1 to 32 ASCII letters, digits and `. _ : / -`, an expression of
            several markets, a perpetual without its quote, or can be split in two ways.
    """
    name = value.strip(" ") if isinstance(value, str) else ""
    if exchange == "tradingview" and _EXPRESSION.fullmatch(name):
        raise Rejected(Reason.AMBIGUOUS_SYMBOL)
    if not name.isascii():
        raise Rejected(Reason.NOT_ASCII)
    if not _SYMBOL.fullmatch(name):
        raise Rejected(Reason.BAD_SYMBOL)
    if _BITFINEX_PAIR.fullmatch(name):
        name = name.removeprefix("t").replace(":", "-")
    name = name.upper()
    parts = _SEPARATOR.split(name)
    if not all(parts) or parts[1:] == [_NO_QUOTE]:
        raise Rejected(Reason.BAD_SYMBOL)
    if len(parts) > 1 and all(_is_pair(part, venue or exchange) for part in parts):
        raise Rejected(Reason.AMBIGUOUS_SYMBOL)
    if len(parts) == 1:
        parts = _split(name, venue or exchange)
    if not all(map(_LETTERS.fullmatch, parts)):
        return name
    names = _OLD_NAMES | _OWN_NAMES.get(venue or exchange, {})
    return "-".join(names.get(part, part) for part in parts)


def _is_pair(part: str, venue: str) -> bool:
    """Whether it is a market itself: `BTCUSDT/ETHUSDT` is a quotient, `WBTC/WETH` a market."""
    name = part.rpartition(":")[2]
    return name not in CURRENCIES and any(
        name.removesuffix(quote) in quotes.KNOWN_BASES
        for quote in quotes.of(venue)
        if name.endswith(quote) and name != quote
    )


def _split(name: str, venue: str) -> list[str]:
    """The base and the quote, or the name alone if no quote of the venue ends it.

    Raises:
        Rejected: two quotes fit, and the bases do not tell which.
    """
    if (venue, name) in quotes.EXCEPTIONS:
        return list(quotes.EXCEPTIONS[venue, name])
    if name in CURRENCIES:
        return [name]
    marked = _KRAKEN_MARKED.fullmatch(name) if venue == "kraken" else None
    if marked:
        return [part for part in marked.groups() if part]
    fitting = [
        [name.removesuffix(quote), quote]
        for quote in quotes.of(venue)
        if name.endswith(quote) and name != quote
    ]
    return _likeliest(fitting) if fitting else [name]


def _likeliest(fitting: list[list[str]]) -> list[str]:
    """Of BUSD and USD both end BTCBUSD: the one with a base that is a currency."""
    if len(fitting) == 1 or len(fitting[0][1]) >= _UNMISTAKABLE:
        return fitting[0]
    known = [split for split in fitting if split[0] in quotes.KNOWN_BASES]
    if len(known) != 1:
        raise Rejected(Reason.AMBIGUOUS_SYMBOL)
    return known[0]
