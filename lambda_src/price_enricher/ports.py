"""What price-enricher needs from outside."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lambda_src.price_enricher.indicators import Indicators


class Unavailable(Exception):
    """AWS did not do what was asked; it may when asked again."""


class Changed(Exception):
    """Somebody else wrote or deleted the item since it was read."""


@dataclass(frozen=True)
class Item:
    """A stored tick; None is a number that is missing, or of no use as what it is."""

    symbol: str
    timestamp: Decimal
    exchange: str | None
    price: Decimal | None
    volume: Decimal | None
    revision: Decimal | None
    stored: Indicators | None
    """What an earlier run wrote; None when the item is not enriched yet."""


@dataclass(frozen=True)
class Page:
    """Items of a symbol in the order of reading; `is_last` when there are no further ones."""

    items: Sequence[Item]
    is_last: bool


class PriceTable(ABC):
    """The stored series."""

    @abstractmethod
    def page(self, symbol: str, newest: Decimal | None, *, inclusive: bool, limit: int) -> Page:
        """Up to `limit` items from `newest`, or the newest of all, downwards; read consistently.

        Raises:
            Unavailable: the table did not answer.
        """

    @abstractmethod
    def following(self, symbol: str, after: Decimal, *, limit: int) -> Page:
        """Up to `limit` items after `after`, upwards; read consistently.

        Raises:
            Unavailable: the table did not answer.
        """

    @abstractmethod
    def write(self, item: Item, indicators: Indicators, enriched_at: str) -> None:
        """Give the item its indicators if it still is as it was read.

        Raises:
            Changed: it is not.
            Unavailable: the table did not answer.
        """


class DeadLetters(ABC):
    """The queue of records that cannot be processed."""

    @abstractmethod
    def send(self, record: Mapping[str, Any], error: Exception) -> None:
        """Keep the whole record and the reason.

        Raises:
            Unavailable: the queue did not take it.
        """


class Announcements(ABC):
    """The topic that downstream listens to."""

    @abstractmethod
    def publish(self, message: str) -> None:
        """Send one message.

        Raises:
            Unavailable: the topic did not take it.
        """
