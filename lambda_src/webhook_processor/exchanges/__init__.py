"""What exchanges send: one file for each, found by its name.

An adapter is a function `entries(document)` that answers the ticks in a document of its exchange,
each as `generic.entry` spells them: none when the document reports no price (acknowledgements,
heartbeats, order books, quotes), and None when it knows no such document: then it is read as the
generic body. It never raises, whatever the document holds; what its fields hold is checked later.

The volume is that of the trade which made the price. A streamed ticker whose trade is not told has
none: the volume of a day, again with every frame, would be counted many times. A ticker that was
asked for once (REST) has the volume of its day.
"""

import importlib
import pkgutil
from collections.abc import Callable
from functools import cache
from typing import Any, Final

from lambda_src.webhook_processor import generic
from lambda_src.webhook_processor.reasons import Reason, Rejected

Adapter = Callable[[Any], list[Any] | None]

MOST_TICKS: Final = 20  # keeps events, destination records and dead letters below 256 KB
NAMES: Final = frozenset(module.name for module in pkgutil.iter_modules(__path__))
# Other names of the same house.
ALIASES: Final = {
    "coinbaseadvanced": "coinbase",
    "coinbaseexchange": "coinbase",
    "gateio": "gate",
    "huobi": "htx",
    "okcoin": "okx",
}


def entries(exchange: str, document: Any) -> list[Any]:
    """What may be a tick each, in the order of the document; none when it reports no price.

    Raises:
        Rejected: there are more than a body may hold, or nobody can tell them apart.
    """
    found = _adapter(exchange)(document)
    if found is None:
        found = generic.entries(document)
    if len(found) > MOST_TICKS:
        raise Rejected(Reason.TOO_MANY_TICKS)
    return found


@cache
def _adapter(exchange: str) -> Adapter:
    """The adapter of the exchange, imported when its first webhook comes."""
    name = ALIASES.get(exchange, exchange)
    if name not in NAMES:
        return lambda _document: None
    adapter: Adapter = importlib.import_module(f"{__name__}.{name}").entries
    return adapter
