"""The quote currencies of each exchange, where its ids put no mark between base and quote.

tests/recordings/instruments.json holds instruments of some of them; a test wants every one read
right, so what the rule would split wrongly stands here as an exception.
"""

from collections.abc import Mapping
from typing import Final

# Of an exchange without a list of its own.
COMMON: Final = (
    *("USDT", "USDC", "FDUSD", "PYUSD", "RLUSD", "USDE", "USD1", "DAI", "EURC", "EURT", "UST"),
    *("USD", "EUR", "GBP", "JPY", "CHF", "CAD", "AUD", "TRY", "BRL", "KRW", "MXN", "PLN", "SGD"),
    *("UAH", "ZAR", "IDR", "INR"),
    *("BTC", "XBT", "ETH", "BNB", "SOL", "TRX"),
)
# Retired quotes stay: history has them.
_LISTS: Final[Mapping[str, tuple[str, ...]]] = {
    "binance": (
        *("USDT", "USDC", "FDUSD", "RLUSD", "USD1", "USD", "U", "BTC", "ETH", "BNB", "TRX", "XRP"),
        *("DOGE", "DAI", "TRY", "EUR", "BRL", "JPY", "MXN", "PLN", "IDR", "ARS", "COP", "UAH"),
        *("ZAR", "AUD", "GBP", "RUB", "NGN", "BUSD", "TUSD", "PAX", "USDS", "USDP", "VAI", "BKRW"),
        *("BIDR", "IDRT", "BVND", "SOL", "CZK", "RON", "EURI", "AEUR", "UST"),
    ),
    "binanceus": ("USD", "USDT", "USDC", "BUSD", "BTC", "ETH"),
    "bitfinex": ("USD", "UST", "UDC", "EUR", "EUT", "GBP", "JPY", "TRY", "BTC", "ETH", "XAUT"),
    "bitstamp": (
        *("USD", "EUR", "GBP", "BTC", "ETH", "USDT", "USDC", "PAX", "EURC", "EURCV", "RLUSD"),
        "PYUSD",
    ),
    "gemini": (
        *("USD", "GUSD", "USDC", "USDT", "RLUSD", "BTC", "ETH", "DAI", "GBP", "EUR", "SGD", "BCH"),
        *("LTC", "FIL", "SOL"),
    ),
    "htx": ("USDT", "USDC", "USDD", "USD1", "BTC", "ETH", "HUSD", "HT", "TRX", "USD", "EUR", "TRY"),
    "kraken": (
        *("USD", "EUR", "XBT", "BTC", "ETH", "GBP", "AUD", "USDT", "JPY", "CAD", "CHF", "DAI"),
        *("USDC", "DOT", "PYUSD", "RLUSD", "EURC", "USD1", "AED", "SOL", "EUROP", "FIDD", "USDD"),
        *("USDQ", "USDR"),
    ),
}
_OTHER_NAMES: Final = {"huobi": "htx"}
# Ids of which another split than the rule's is right.
EXCEPTIONS: Final[Mapping[tuple[str, str], tuple[str, str]]] = {
    ("gemini", "PAXGUSD"): ("PAXG", "USD"),  # PAX is another currency
    ("binance", "USDTUSD"): ("USDT", "USD"),  # TUSD is a quote, too
    ("binanceus", "DGBUSD"): ("DGB", "USD"),  # so is BUSD
    ("binanceus", "SUSD"): ("S", "USD"),  # not the currency of that name
    ("bitstamp", "SUSD"): ("S", "USD"),
    ("gemini", "USDGUSD"): ("USDG", "USD"),
    ("kraken", "USDTZUSD"): ("USDT", "USD"),  # only the quote has its mark
    # As a quote, AUSD would make every id that ends with A and USD ambiguous.
    ("kraken", "MONAUSD"): ("MON", "AUSD"),
    ("kraken", "XBTAUSD"): ("XBT", "AUSD"),
    ("kraken", "MERLUSD"): ("MERL", "USD"),  # RLUSD is a quote, too
    # Not the currencies of these names.
    ("kraken", "AEUR"): ("A", "EUR"),
    ("kraken", "AUSD"): ("A", "USD"),
    ("kraken", "GUSD"): ("G", "USD"),
    ("kraken", "SUSD"): ("S", "USD"),
    ("kraken", "TUSD"): ("T", "USD"),
}


def has_list(exchange: str) -> bool:
    """Whether the exchange has a list of its own."""
    return exchange in _LISTS


def of(venue: str) -> tuple[str, ...]:
    """The quotes of the venue, the longest first."""
    name = _OTHER_NAMES.get(venue, venue)
    return tuple(sorted(_LISTS.get(name, COMMON), key=len, reverse=True))


# Currencies of which an id may end like another quote (BTC of BTCTUSD, BNB of BNBUSD).
KNOWN_BASES: Final = frozenset(
    {*COMMON, "XRP", "DOGE", "SHIB", "ADA", "AVAX", "LINK", "LTC", "DOT", "BCH", "PEPE", "ARB"}
    # Of Gemini, where GUSD and USD are quotes.
    | {"2Z", "AAVE", "ALI", "AMP", "ANKR", "APE", "API3", "ATOM", "BAT", "BOME", "BONK", "CHILLGUY"}
    | {"CHZ", "COMP", "CRV", "CTX", "CUBE", "DRIFT", "ELON", "ENS", "EUL", "FARTCOIN", "FET", "FIL"}
    | {"FLOKI", "FTM", "GALA", "GMT", "GOAT", "GRT", "HNT", "HYPE", "IMX", "INJ", "IOTX", "JITOSOL"}
    | {"JTO", "JUP", "KMNO", "LDO", "LPT", "LRC", "MANA", "MASK", "MEW", "MON", "MOODENG", "OP"}
    | {"PAXG", "PENGU", "PNUT", "POL", "POPCAT", "PUMP", "PYTH", "QNT", "RNDR", "SAMO", "SAND"}
    | {"SKL", "SKY", "STORJ", "SUSHI", "TON", "TRUMP", "UMA", "UNI", "USDG", "WCT", "WIF", "WLD"}
    | {"WLFI", "XTZ", "YFI", "ZEC"}
)
