"""What order-recorder needs from outside."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from decimal import Decimal


class Unavailable(Exception):
    """A call to AWS failed; a later one may succeed."""


@dataclass(frozen=True)
class Order:
    """A limit order: a symbol, when it was placed, and its price."""

    symbol: str
    placed_at: str
    price: Decimal


class OrderTable(ABC):
    """Stores orders."""

    @abstractmethod
    def put(self, order: Order) -> None:
        """Store the order; the same order again changes nothing.

        Raises:
            Unavailable: the table did not answer.
        """
