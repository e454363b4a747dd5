"""Reads orders from messages and stores them; a message that is no order fails alone."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from lambda_src.order_recorder.ports import Order, OrderTable, Unavailable
from lambda_src.shared import exact_json


def process(records: Sequence[Mapping[str, Any]], table: OrderTable) -> list[str]:
    """Store the orders of one SQS event; return the ids of the messages that failed."""
    return [record["messageId"] for record in records if not _stored(record["body"], table)]


def _stored(body: str, table: OrderTable) -> bool:
    order = _order(body)
    if order is None:
        return False
    try:
        table.put(order)
    except Unavailable:
        return False
    return True


def _order(body: str) -> Order | None:
    """The order in a message, None if there is none."""
    try:
        document = exact_json.read(body)
    except exact_json.InvalidJson:
        return None
    match document:
        case {"symbol": str(symbol), "placed_at": str(placed_at), "price": Decimal() as price} if (
            symbol and placed_at and price.is_finite() and price > 0
        ):
            return Order(symbol, placed_at, price)
    return None
