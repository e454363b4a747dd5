"""Reading a hundred thousand ticks, against bare boto3; their candles, against pandas.

The answers of DynamoDB are canned, so that only the work of this machine is measured: a server in
between would hide the difference.
"""

import io
import json
from collections import deque
from collections.abc import Iterable
from typing import Any

import boto3
import pandas as pd
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders

from benchmarks.timing import ratio
from market.reading import PriceReader, Tick
from market.reading.candles import candles

TICKS = 100_000
# A page of DynamoDB is 1 MB of items, here of some 400 bytes.
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html
PAGE = 2_500
ROUNDS = 3
FIRST_MS = 1_700_000_000_000
MINUTE_MS = 60_000
SERIES = "BTC-USD@coinbase"
TABLE = "crypto-prices-bench"


def measure() -> dict[str, float]:
    """`market.read_100k_vs_boto3` and `market.candles_1m_vs_pandas`."""
    client = _client()
    reader = PriceReader(TABLE, client)
    ticks = list(reader.ticks(SERIES))
    if len(ticks) != TICKS or len(_ours(ticks)) != len(_theirs(ticks)):
        raise RuntimeError("not everything was read")
    return {
        "market.read_100k_vs_boto3": ratio(
            lambda: _drain(reader.ticks(SERIES)), lambda: _drain(_bare(client)), ROUNDS
        ),
        "market.candles_1m_vs_pandas": ratio(lambda: _ours(ticks), lambda: _theirs(ticks), ROUNDS),
    }


def _ours(ticks: list[Tick]) -> list[Any]:
    return list(candles(ticks, MINUTE_MS, ticks[0].timestamp))


def _theirs(ticks: list[Tick]) -> pd.DataFrame:
    """The fastest way of pandas, which is not exact: with floats."""
    times = pd.to_datetime([int(tick.timestamp * 1_000_000) for tick in ticks], unit="ns", utc=True)
    prices = [float(tick.price) for tick in ticks]
    volumes = [float(tick.volume or 0) for tick in ticks]
    frame = pd.DataFrame({"price": prices, "volume": volumes}, index=times)
    groups = frame.resample("1min", label="left", closed="left")
    return groups["price"].ohlc().assign(volume=groups["volume"].sum())


def _bare(client: Any) -> Iterable[Any]:
    """A paginated Query of the same items, and nothing else."""
    pages = client.get_paginator("query").paginate(
        TableName=TABLE,
        KeyConditionExpression="symbol = :series",
        ExpressionAttributeValues={":series": {"S": SERIES}},
    )
    return (item for page in pages for item in page["Items"])


def _drain(found: Iterable[Any]) -> None:
    deque(found, maxlen=0)


def _client() -> Any:
    """A client to which the pages are answered without a network."""
    service: Any = "dynamodb"
    client: Any = boto3.client(
        service,
        "us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",  # noqa: S106 (none)
    )
    pages = [_page(first) for first in range(0, TICKS, PAGE)]
    client.meta.events.register("before-send.dynamodb.Query", _Answers(pages))
    return client


class _Answers:
    """Answers each Query with the page after the one that it names."""

    def __init__(self, pages: list[bytes]) -> None:
        self._pages = pages

    def __call__(self, request: Any, **_: Any) -> AWSResponse:
        start = json.loads(request.body).get("ExclusiveStartKey")
        number = 0 if start is None else (int(start["timestamp"]["N"]) - FIRST_MS) // PAGE + 1
        return AWSResponse(request.url, 200, HTTPHeaders(), _Body(self._pages[number]))


class _Body(io.BytesIO):
    """A body as urllib3 would hand it over."""

    def stream(self, *_: Any, **__: Any) -> Iterable[bytes]:
        yield self.read()


def _page(first: int) -> bytes:
    items = [_item(number) for number in range(first, min(first + PAGE, TICKS))]
    more = {"LastEvaluatedKey": {name: items[-1][name] for name in ("symbol", "timestamp")}}
    answer = {"Items": items, "Count": len(items), **(more if first + PAGE < TICKS else {})}
    return json.dumps(answer).encode()


def _item(number: int) -> dict[str, Any]:
    """An enriched tick, projected to what a reader asks for."""
    mean = f"50000.{number % 9 + 1:033d}"[:35]
    numbers = {
        "timestamp": str(FIRST_MS + number), "event_time": str(FIRST_MS + number),
        "received_at": str(FIRST_MS + number + 25),
        "price": f"{50_000 + number % 77}.25", "volume": f"0.{number % 9 + 1}",
        "ma_5": mean, "ma_20": mean, "volatility": mean, "realised_volatility": mean,
        "vwap_20": mean, "min_20": "50000.25", "max_20": "50076.25",
    }  # fmt: skip
    texts = {
        "symbol": SERIES, "market": "BTC-USD", "exchange": "coinbase", "kind": "trade",
        "event_id": f"{number}", "enriched_at": "2026-11-26T13:00:00.000Z",
    }  # fmt: skip
    return {
        **{name: {"N": value} for name, value in numbers.items()},
        **{name: {"S": value} for name, value in texts.items()},
    }
