"""What price-enricher needs from outside."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lambda_src.price_enricher.indicators import Indicators


class Unavailable(Exception):
    """A call to AWS failed; a later one may succeed."""


class Changed(Exception):
    """Another invocation wrote or deleted the item since it was read."""


@dataclass(frozen=True)
class Item:
    """A stored tick; None stands for a missing or invalid value."""

    series: str
    timestamp: Decimal
    market: str | None
    exchange: str | None
    venue: str | None
    kind: str | None
    price: Decimal | None
    volume: Decimal | None
    revision: Decimal | None
    stored: Indicators | None
    """The stored indicators; None if the item is not enriched yet."""
    load: str | None = None
    """The file of history from which it was loaded; None if it arrived as a webhook."""


@dataclass(frozen=True)
class Page:
    """Items of a series in read order; `is_last` if there are no more."""

    items: Sequence[Item]
    is_last: bool


class PriceTable(ABC):
    """The stored ticks, series by series."""

    @abstractmethod
    def page(self, series: str, newest: Decimal | None, *, inclusive: bool, limit: int) -> Page:
        """Up to `limit` items from `newest`, or the newest of all, downwards; read consistently.

        Raises:
            Unavailable: the table did not answer.
        """

    @abstractmethod
    def following(self, series: str, after: Decimal, *, limit: int) -> Page:
        """Up to `limit` items after `after`, upwards; read consistently.

        Raises:
            Unavailable: the table did not answer.
        """

    @abstractmethod
    def write(self, item: Item, indicators: Indicators, enriched_at: str) -> None:
        """Store the indicators in the item if it is unchanged since it was read.

        Raises:
            Changed: it is not unchanged.
            Unavailable: the table did not answer.
        """


class FailedRecordQueue(ABC):
    """The dead-letter queue for unprocessable records."""

    @abstractmethod
    def send(self, record: Mapping[str, Any], error: Exception) -> None:
        """Send the whole record and the reason.

        Raises:
            Unavailable: the queue refused it.
        """


class SuccessTopic(ABC):
    """The success topic."""

    @abstractmethod
    def publish(self, message: str) -> None:
        """Publish one message.

        Raises:
            Unavailable: the topic refused it.
        """
