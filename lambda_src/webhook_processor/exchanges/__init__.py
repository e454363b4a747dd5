"""Adapters for the payloads of exchanges: one file each, found by its name.

An adapter is a function `entries(document)`. It returns the ticks in a document of its exchange, in
the form of `Entry`. It returns an empty list if the document reports no price
(acknowledgements, heartbeats, order books, quotes), and None for a document that it does not know,
which is then read as the generic body. It never raises; the values of the fields are validated
later.

The volume is that of the trade that made the price. A streamed ticker without its trade has none:
the volume of the day, repeated in every frame, would count many times. A ticker that was requested
once (REST) has the volume of its day.
"""

import importlib
import pkgutil
import re
from collections.abc import Callable
from functools import cache
from typing import Any, Final

from lambda_src.webhook_processor import generic, paths
from lambda_src.webhook_processor.entry import Entry, PriceKind
from lambda_src.webhook_processor.reasons import Reason, Rejected

Adapter = Callable[[Any], list[Any] | None]

_ZERO: Final = re.compile(r"0+(\.0*)?")
NAMES: Final = frozenset(module.name for module in pkgutil.iter_modules(__path__))


def entries(exchange: str, document: Any, most: int) -> list[Any]:
    """The entries that may be ticks, in the order of the document; none if it reports no price.

    A document `{"frames": [...]}` holds several messages of the exchange, each as it was sent.
    More than `most` are refused together: each could become a write.

    Raises:
        Rejected: there are too many, or `ticks` is not a list.
    """
    found = [entry for frame in _frames(document) for entry in _entries(exchange, frame)]
    if len(found) > most:
        raise Rejected(Reason.TOO_MANY_TICKS, ticks=len(found))
    return [entry for entry in found if not _is_never_traded(entry)]


def _frames(document: Any) -> list[Any]:
    """The frames of a body that `market bridge` made of several; else the one document."""
    match document:
        case {"frames": list(frames), **rest} if not rest:
            return frames
    return [document]


def _entries(exchange: str, document: Any) -> list[Any]:
    found = _adapter(exchange)(document)
    return generic.entries(document) if found is None else found


def _is_never_traded(entry: Any) -> bool:
    """Whether it is the ticker of a market without any trade yet: its price is 0."""
    if not isinstance(entry, Entry) or entry.kind is not PriceKind.TICKER:
        return False
    return entry.price == 0 or (isinstance(entry.price, str) and bool(_ZERO.fullmatch(entry.price)))


@cache
def _adapter(exchange: str) -> Adapter:
    """The adapter of the exchange, imported with its first webhook."""
    name, _ = paths.of(exchange)
    if name not in NAMES:
        return lambda _document: None
    adapter: Adapter = importlib.import_module(f"{__name__}.{name}").entries
    return adapter
