"""A table of prices in memory, and ticks for it."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any

import boto3
import pytest
from moto import mock_aws

from market.reading import PriceReader
from tests.lambda_src.conftest import TABLE as SCHEMA

TABLE = SCHEMA["TableName"]
# 2026-03-01T00:00:00Z.
FIRST_MS = 1_772_323_200_000
MINUTE = 60_000

Put = Callable[..., None]


class StoredPrices:
    """The table; `put` stores a tick as webhook-processor does, and lists its series."""

    def __init__(self, client: Any) -> None:
        self.client = client

    def put(self, milliseconds: Decimal | int | str, price: Any, **more: Any) -> None:
        """A tick so many milliseconds after the first of March."""
        market, place = more.pop("market", "BTC-USD"), more.pop("exchange", "coinbase")
        kind = more.pop("kind", "trade")
        series = f"{market}@{place}" + ("" if kind == "trade" else f":{kind}")
        time = str(FIRST_MS + Decimal(milliseconds))
        item = {
            "symbol": {"S": series},
            "timestamp": {"N": time},
            "market": {"S": market},
            "exchange": {"S": place.partition(".")[0]},
            "kind": {"S": kind.partition(".")[0]},
            "price": {"N": str(price)},
            "revision": {"N": "1"},
            **{name: {"N": str(value)} for name, value in more.items() if value is not None},
        }
        self.client.put_item(TableName=TABLE, Item=item)
        self.list_series(market, series)

    def list_series(self, market: str, *series: str) -> None:
        """Name series in the item of their market."""
        self.client.update_item(
            TableName=TABLE,
            Key={"symbol": {"S": market}, "timestamp": {"N": "0"}},
            UpdateExpression="ADD series :series",
            ExpressionAttributeValues={":series": {"SS": list(series)}},
        )

    def put_all(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Ticks as (milliseconds, price, volume)."""
        for milliseconds, price, *volume in rows:
            self.put(milliseconds, price, volume=volume[0] if volume else None)


@pytest.fixture
def prices(monkeypatch: pytest.MonkeyPatch) -> Iterator[StoredPrices]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    with mock_aws():
        client: Any = boto3.client("dynamodb", region_name="us-east-1")
        client.create_table(**SCHEMA)
        yield StoredPrices(client)


@pytest.fixture
def reader(prices: StoredPrices) -> PriceReader:
    """A reader two days after the first tick, so that everything is final."""
    now = (FIRST_MS + 2 * 86_400_000) / 1000
    return PriceReader(TABLE, prices.client, clock=lambda: now)
