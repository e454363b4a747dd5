"""Coinbase Commerce: events of payments, which report no price of a market.

https://docs.cdp.coinbase.com/commerce/introduction/webhooks-fields
"""

from typing import Any


def entries(document: Any) -> list[Any] | None:
    """No ticks of an event; a bridge with the same signature may send the generic body."""
    match document:
        case {"event": _}:
            return []
    return None
