"""Follows sent ticks until they are stored and enriched."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from gitops.adapters.aws import client
from gitops.adapters.cloud import Cloud
from market.feed.walk import MARKETS

IDLE_SECONDS = 60.0
PAUSE_SECONDS = 0.5


@dataclass(frozen=True)
class Followed:
    """How many ticks were stored and enriched, and their milliseconds from event to indicators."""

    stored: int
    enriched: int
    lags_ms: list[float]


@dataclass(frozen=True)
class Ticks:
    """The ticks of the walk with these event ids, stored since then (epoch milliseconds)."""

    cloud: Cloud
    table: str
    exchange: str
    ids: set[str]
    since_ms: int

    def follow(
        self, progress: Callable[[Followed], None], timeout: float = IDLE_SECONDS
    ) -> Followed:
        """Wait until all are enriched, or until nothing changed for `timeout` seconds."""
        deadline, before = time.monotonic() + timeout, Followed(0, 0, [])
        while True:
            now = self._poll()
            progress(now)
            if now.enriched == len(self.ids) or time.monotonic() > deadline:
                return now
            if now != before:
                before, deadline = now, time.monotonic() + timeout
            time.sleep(PAUSE_SECONDS)

    def _poll(self) -> Followed:
        items = [
            item
            for market in MARKETS
            for item in self._items(f"{market}@{self.exchange}")
            if item.get("event_id", {}).get("S") in self.ids
        ]
        lags = [lag for item in items if (lag := _lag_ms(item)) is not None]
        return Followed(len(items), len(lags), lags)

    def _items(self, series: str) -> list[dict[str, Any]]:
        since = {":series": {"S": series}, ":since": {"N": str(self.since_ms)}}
        pages = (
            client(self.cloud, "dynamodb")
            .get_paginator("query")
            .paginate(
                TableName=self.table,
                KeyConditionExpression="#symbol = :series AND #timestamp >= :since",
                ProjectionExpression="event_id, event_time, enriched_at",
                ExpressionAttributeNames={"#symbol": "symbol", "#timestamp": "timestamp"},
                ExpressionAttributeValues=since,
            )
        )
        return [item for page in pages for item in page["Items"]]


def _lag_ms(item: dict[str, Any]) -> float | None:
    if "enriched_at" not in item:
        return None
    enriched = datetime.fromisoformat(item["enriched_at"]["S"])
    return float(Decimal(str(enriched.timestamp() * 1000)) - Decimal(item["event_time"]["N"]))
