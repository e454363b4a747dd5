"""Names the market of a derivative: its pair, its expiry and, where it is a coin, what settles it.

`BTC-USDT-PERP`, `BTC-USDT-20260626`, `BTC-USD-PERP-BTC`, `BTC-USDT-20260626-70000-C`. Each exchange
has its own ids. One that does not tell the day of its expiry (`BTCUSDH26`), or that rolls on
(`BTC_CQ`), names no market.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from lambda_src.webhook_processor import symbols
from lambda_src.webhook_processor.reasons import Reason, Rejected

PERPETUAL: Final = "PERP"
_EXPIRY: Final = "(?P<expiry>[0-9]{6}|[0-9]{8}|[0-9]{1,2}[A-Z]{3}[0-9]{2})"
_OPTION: Final = rf"{_EXPIRY}-(?P<strike>[0-9]+(\.[0-9]+)?)-(?P<side>[CP])"
_NAMED: Final = re.compile(
    r"[A-Z0-9]+-[A-Z0-9]+-(?P<rest>PERP(-[A-Z0-9]+)?|[0-9]{8}(-[A-Z][A-Z0-9]+)?|[0-9]{8}-[0-9.]+-[CP])"
)
# The forms of ids by exchange, and the quote that an id leaves out (Bybit: USDC, ccxt/ccxt#15377,
# read 2026-11-26). Each has a frame in the table
# of its exchange, tests/lambda_src/webhook_processor/exchanges/.
_FORMS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "binance": (
        (rf"(?P<pair>[A-Z0-9]+)(_(PERP|{_EXPIRY}))?", ""),
        (rf"(?P<base>[A-Z0-9]+)-{_OPTION}", "USDT"),
    ),
    "okx": (
        (r"(?P<base>[A-Z0-9]+)-(?P<quote>[A-Z0-9]+)(-SWAP)?", ""),  # the old tables have no mark
        (rf"(?P<base>[A-Z0-9]+)-(?P<quote>[A-Z0-9]+)-{_EXPIRY}", ""),
        (rf"(?P<base>[A-Z0-9]+)-(?P<quote>[A-Z0-9]+)-{_OPTION}", ""),
    ),
    "bybit": (
        (r"(?P<base>[A-Z0-9]+)PERP", "USDC"),
        (r"(?P<pair>[A-Z0-9]+)", ""),
        (rf"(?P<base>[A-Z0-9]+)-{_EXPIRY}", "USDC"),
        (rf"(?P<base>[A-Z0-9]+)-{_OPTION}(-(?P<quote>USDT))?", "USDC"),
    ),
    "gate": ((rf"(?P<base>[A-Z0-9]+)_(?P<quote>[A-Z0-9]+)(_{_EXPIRY})?", ""),),
    "htx": ((rf"(?P<base>[A-Z0-9]+)-(?P<quote>[A-Z0-9]+)(-{_EXPIRY})?", ""),),
    "kucoin": (("(?P<pair>[A-Z0-9]+(USDT|USDC|USD))M", ""),),
    "bitfinex": (("T?(?P<base>[A-Z0-9]+)F0[:-](?P<quote>[A-Z0-9]+)F0", ""),),
    "coinbase": (("(?P<base>[A-Z0-9]+)-PERP-INTX", "USDC"),),
    "gemini": (("(?P<pair>[A-Z0-9]+)PERP", ""),),
    "tradingview": ((r"(?P<pair>[A-Z0-9]+)\.P", ""),),
}
# Where a contract that is quoted in dollars is settled in its coin.
_COIN_SETTLED: Final = frozenset({"binance", "okx", "bybit", "gate", "htx", "kucoin"})


def name(value: object, exchange: str) -> str:
    """The name of the derivative with this id of the exchange.

    Raises:
        Rejected: the id is none of the exchange's, or does not tell its market.
    """
    if isinstance(value, str) and not value.isascii():
        raise Rejected(Reason.NOT_ASCII)
    text = value.strip(" ").upper() if isinstance(value, str) else ""
    for form, quote in _FORMS.get(exchange, ()):
        found = re.fullmatch(form, text, re.ASCII)
        if found:
            return _name(found.groupdict(), quote, exchange)
    raise Rejected(Reason.BAD_SYMBOL)


def market_type(market: str) -> str:
    """What a market's name says that it is: spot, perpetual, future or option."""
    found = _NAMED.fullmatch(market)
    if not found:
        return "spot"
    if found["rest"].startswith(PERPETUAL):
        return "perpetual"
    return "option" if found["rest"].endswith(("-C", "-P")) else "future"


def is_coin_settled(market: str) -> bool:
    """Whether the market is settled in its base, so that its volume counts contracts."""
    base, *rest = market.split("-")
    return len(rest) > 1 and rest[-1] == base


def _name(parts: Mapping[str, str | None], quote: str, exchange: str) -> str:
    pair = symbols.read(
        parts.get("pair") or f"{parts['base']}-{parts.get('quote') or quote}", exchange
    )
    if pair.count("-") != 1:
        raise Rejected(Reason.BAD_SYMBOL)
    name = f"{pair}-{_expiry(parts.get('expiry'))}"
    if parts.get("strike"):
        return f"{name}-{parts['strike']}-{parts['side']}"
    base, quoted = pair.split("-")
    return f"{name}-{base}" if quoted == "USD" and exchange in _COIN_SETTLED else name


def _expiry(text: str | None) -> str:
    """The day as YYYYMMDD; a derivative without one is perpetual."""
    if not text:
        return PERPETUAL
    form = {6: "%y%m%d", 8: "%Y%m%d"}.get(len(text), "%d%b%y") if text.isdigit() else "%d%b%y"
    try:
        return datetime.strptime(text, form).replace(tzinfo=UTC).strftime("%Y%m%d")
    except ValueError as error:
        raise Rejected(Reason.BAD_SYMBOL) from error
