"""Stand-ins for what price-enricher needs from outside."""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from lambda_src.price_enricher.announcement import Invocation
from lambda_src.price_enricher.batch import RecordBatch
from lambda_src.price_enricher.indicators import Indicators
from lambda_src.price_enricher.logic import Enricher
from lambda_src.price_enricher.ports import (
    Changed,
    FailedRecordQueue,
    Item,
    Page,
    PriceTable,
    SuccessTopic,
    Unavailable,
)

NOW = "2023-11-14T22:13:21.000Z"
NOW_SECONDS = 1_700_000_001.0
INVOCATION = Invocation(
    "request-1", "arn:aws:lambda:us-east-1:123456789012:function:price-enricher-dev", "$LATEST"
)


class MemoryTable(PriceTable):
    """A series in memory that counts requests, and fails or changes on demand."""

    def __init__(self) -> None:
        self.items: dict[tuple[str, Decimal], Item] = {}
        self.pages = 0
        self.writes = 0
        self.away: Callable[[], bool] = lambda: False
        self.before_write: Callable[[Item], None] = lambda item: None  # noqa: ARG005

    def add(
        self,
        series: str,
        timestamp: int,
        price: Decimal | int | None,
        volume: Decimal | None = None,
        load: str | None = None,
    ) -> Mapping[str, Any]:
        """Put a new item there; return its stream record."""
        number = None if price is None else Decimal(price)
        item = Item(
            series=series,
            timestamp=Decimal(timestamp),
            market=series,
            exchange="coinbase",
            venue=None,
            kind="trade",
            price=number,
            volume=volume,
            revision=Decimal(1),
            stored=None,
            load=load,
        )
        self.items[series, item.timestamp] = item
        return record(series, timestamp, number)

    def page(self, series: str, newest: Decimal | None, *, inclusive: bool, limit: int) -> Page:
        def wanted(timestamp: Decimal) -> bool:
            return newest is None or timestamp < newest or (inclusive and timestamp == newest)

        return self._page(series, wanted, limit, reverse=True)

    def following(self, series: str, after: Decimal, *, limit: int) -> Page:
        return self._page(series, lambda timestamp: timestamp > after, limit, reverse=False)

    def _page(
        self, series: str, wanted: Callable[[Decimal], bool], limit: int, *, reverse: bool
    ) -> Page:
        self._answer()
        self.pages += 1
        keys = [key for key in self.items if key[0] == series and wanted(key[1])]
        items = [self.items[key] for key in sorted(keys, reverse=reverse)]
        return Page(items[:limit], len(items) < limit)  # as DynamoDB: full pages may be the last

    def write(self, item: Item, indicators: Indicators, enriched_at: str) -> None:
        self._answer()
        self.before_write(item)
        self.writes += 1
        assert enriched_at == NOW
        there = self.items.get((item.series, item.timestamp))
        if there is None or there.revision != item.revision:
            raise Changed
        self.items[item.series, item.timestamp] = touched(there, indicators)

    def _answer(self) -> None:
        if self.away():
            raise Unavailable("the table is away")


def touched(item: Item, indicators: Indicators) -> Item:
    """The item after a write."""
    return replace(item, stored=indicators, revision=(item.revision or Decimal(0)) + 1)


class OneByOne(Executor):
    """Does the work in the caller's thread, so that what happens between two calls is known."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


class MemoryQueue(FailedRecordQueue):
    """A queue in memory."""

    def __init__(self) -> None:
        self.sent: list[tuple[Mapping[str, Any], Exception]] = []
        self.is_away = False

    def send(self, record: Mapping[str, Any], error: Exception) -> None:
        if self.is_away:
            raise Unavailable("the queue is away")
        self.sent.append((record, error))


class MemoryTopic(SuccessTopic):
    """A topic in memory."""

    def __init__(self) -> None:
        self.published: list[str] = []
        self.is_away = False

    def publish(self, message: str) -> None:
        if self.is_away:
            raise Unavailable("the topic is away")
        self.published.append(message)


@dataclass
class Harness:
    """One environment in memory."""

    table: MemoryTable
    queue: MemoryQueue
    topic: MemoryTopic

    def process(self, records: Iterable[Mapping[str, Any]]) -> RecordBatch:
        return self.enricher().process(list(records), INVOCATION)

    def enricher(self) -> Enricher:
        outlets = (self.queue, self.topic, OneByOne())
        return Enricher(self.table, *outlets, lambda: NOW, lambda: NOW_SECONDS, 50)


def harness() -> Harness:
    """An empty environment."""
    return Harness(MemoryTable(), MemoryQueue(), MemoryTopic())


def record(series: str, timestamp: int, price: Decimal | None) -> dict[str, Any]:
    """The stream record of a new item."""
    image: dict[str, Any] = {"symbol": {"S": series}, "timestamp": {"N": str(timestamp)}}
    if price is not None:
        image["price"] = {"N": str(price)}
    return {
        "eventID": f"event-{series}-{timestamp}",
        "eventName": "INSERT",
        "dynamodb": {"NewImage": image, "SequenceNumber": f"{series}-{timestamp}"},
    }
