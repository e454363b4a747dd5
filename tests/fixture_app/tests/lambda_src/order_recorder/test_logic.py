"""Orders are stored; what is no order fails alone."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest

from lambda_src.order_recorder.logic import process
from lambda_src.order_recorder.ports import Order, OrderTable, Unavailable

GOOD = '{"symbol": "BTC-USD", "placed_at": "2026-01-02T03:04:05Z", "price": 0.1}'


@dataclass
class InMemory(OrderTable):
    is_down: bool = False
    orders: list[Order] = field(default_factory=list)

    def put(self, order: Order) -> None:
        if self.is_down:
            raise Unavailable
        self.orders.append(order)


def _records(*bodies: str) -> list[dict[str, Any]]:
    return [{"messageId": str(number), "body": body} for number, body in enumerate(bodies)]


def test_an_order_is_stored_with_its_exact_price() -> None:
    table = InMemory()

    assert process(_records(GOOD), table) == []
    assert table.orders == [Order("BTC-USD", "2026-01-02T03:04:05Z", Decimal("0.1"))]


@pytest.mark.parametrize(
    "bad", ["", "[]", "{}", GOOD.replace("0.1", "-1"), GOOD.replace("0.1", '"1"'), GOOD + "}"]
)
def test_a_bad_message_fails_alone(bad: str) -> None:
    table = InMemory()

    assert process(_records(GOOD, bad, GOOD), table) == ["1"]
    assert len(table.orders) == 2


def test_what_the_table_did_not_store_comes_again() -> None:
    assert process(_records(GOOD), InMemory(is_down=True)) == ["0"]
