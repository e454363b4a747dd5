"""Reads the generic body: one tick, a list of ticks, or {"ticks": [...]}."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final, TypeVar

from lambda_src.shared import decimals
from lambda_src.webhook_processor import contracts, event_times, generic_times, paths, symbols
from lambda_src.webhook_processor.entry import Entry, Market, PriceKind
from lambda_src.webhook_processor.reasons import Reason, Rejected
from lambda_src.webhook_processor.ticks import Tick

MAX_ID: Final = 128
_VENUE: Final = re.compile("[A-Za-z0-9_]{1,24}")
# https://www.tradingview.com/support/solutions/43000531021/ (stored copies, read 2026-11-26)
_DELAYED: Final = ("_DL", "_DLY")

T = TypeVar("T")


def entries(document: Any) -> list[Any]:
    """The entries that may be ticks, in the order of the body.

    Raises:
        Rejected: `ticks` is not a list.
    """
    if isinstance(document, dict) and "ticks" in document:
        document = document["ticks"]
        if not isinstance(document, list):
            raise Rejected(Reason.NOT_A_TICK)
    return document if isinstance(document, list) else [document]


def tick(entry: Any, exchange: str) -> Tick:
    """The tick that `entry` describes, an Entry or a generic tick, posted to the path `exchange`.

    Raises:
        Rejected: one of its fields is missing or invalid.
    """
    if not isinstance(entry, Entry):
        entry = _from_body(entry, exchange)
    symbol = _symbol(entry, exchange)
    return Tick(
        symbol=symbol,
        exchange=exchange,
        price=price(entry.price),
        volume=None if contracts.is_coin_settled(symbol) else _optional(entry.volume, _volume),
        event_time=_optional(entry.time, event_times.read),
        event_id=_optional(entry.event_id, _event_id),
        kind=_kind(entry.kind),
        venue=_optional(entry.venue, _venue),
        interval=entry.interval,
        bar=_optional(entry.bar, event_times.read),
    )


def _symbol(entry: Entry, exchange: str) -> str:
    """The name of the market; where the frame does not tell spot from derivative, the path does."""
    family, by_path = paths.of(exchange)
    if by_path and entry.market and entry.market is not by_path:
        raise Rejected(Reason.WRONG_MARKET)
    if (entry.market or by_path) is Market.DERIVATIVE:
        return contracts.name(entry.symbol, family)
    venue = entry.venue.lower() if isinstance(entry.venue, str) else ""
    return symbols.read(entry.symbol, family, venue)


def _from_body(item: Any, exchange: str) -> Entry:
    if not isinstance(item, dict):
        raise Rejected(Reason.NOT_A_TICK)
    if item.get("exchange") not in (None, exchange):
        raise Rejected(Reason.WRONG_EXCHANGE)
    return Entry(
        item.get("symbol"),
        item.get("price"),
        volume=item.get("volume"),
        time=generic_times.read(item),
        event_id=item.get("id"),
        kind=PriceKind.TRADE if item.get("kind") is None else item["kind"],
    )


def _optional(value: Any, read: Callable[[Any], T]) -> T | None:
    return None if value is None else read(value)


def price(value: Any) -> Decimal:
    """The exact price that a number, or the text of one, says.

    Raises:
        Rejected: it is none, not positive, or not exact in DynamoDB.
    """
    number = _decimal(value, Reason.BAD_PRICE, Reason.PRICE_NOT_EXACT)
    if number <= 0:
        raise Rejected(Reason.BAD_PRICE)
    return number


def _volume(value: Any) -> Decimal:
    volume = _decimal(value, Reason.BAD_VOLUME, Reason.VOLUME_NOT_EXACT)
    if volume < 0:
        raise Rejected(Reason.BAD_VOLUME)
    return volume


def _decimal(value: Any, unreadable: Reason, not_exact: Reason) -> Decimal:
    """From a number, or from text, as many exchanges send it."""
    try:
        number = decimals.read(value) if isinstance(value, str) else value
        if not isinstance(number, Decimal):
            raise Rejected(unreadable)
        return decimals.checked(number)
    except decimals.NotExact as error:
        raise Rejected(not_exact) from error
    except ValueError as error:
        raise Rejected(unreadable) from error


def _kind(value: Any) -> PriceKind:
    """From what a body says, or as an adapter knows it; no body holds candles."""
    try:
        kind = PriceKind(value)
    except ValueError as error:
        raise Rejected(Reason.BAD_KIND) from error
    if kind is PriceKind.CANDLE and kind is not value:
        raise Rejected(Reason.BAD_KIND)
    return kind


def _venue(value: Any) -> str:
    """The market place in lower case; prices that come late are refused."""
    if not isinstance(value, str) or not _VENUE.fullmatch(value):
        raise Rejected(Reason.BAD_VENUE)
    if value.upper().endswith(_DELAYED):
        raise Rejected(Reason.DELAYED)
    return value.lower()


def _event_id(value: Any) -> str:
    """From printable text, or from a number, as many exchanges count their trades."""
    if isinstance(value, Decimal):
        number = _decimal(value, Reason.BAD_ID, Reason.BAD_ID)
        value = decimals.canonical(number)
    if not isinstance(value, str) or not value.isprintable() or not 0 < len(value) <= MAX_ID:
        raise Rejected(Reason.BAD_ID)
    return value
