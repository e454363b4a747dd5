"""What became of ticks is read from the table."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from gitops.adapters.cloud import REGION, Cloud
from market.feed.following import Followed, Ticks
from tests.lambda_src.conftest import TABLE as SCHEMA

TABLE = SCHEMA["TableName"]


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    with mock_aws():
        dynamodb: Any = boto3.client("dynamodb", region_name=REGION)
        dynamodb.create_table(**SCHEMA)
        yield dynamodb


def _put(table: Any, number: int, **more: Any) -> None:
    time = {"N": str(1_735_689_600_000 + number)}
    item = {"symbol": {"S": "BTC-USD@kraken"}, "timestamp": time, "event_time": time, **more}
    table.put_item(TableName=TABLE, Item={**item, "event_id": {"S": f"t-{number}"}})


def test_ticks_are_counted_and_their_lag_is_from_event_to_indicators(table: Any) -> None:
    _put(table, 0, enriched_at={"S": "2025-01-01T00:00:00.250Z"})
    _put(table, 1)
    _put(table, 2, enriched_at={"S": "2025-01-01T00:00:00.102Z"})
    _put(table, -1, enriched_at={"S": "2025-01-01T00:00:00.250Z"})
    ticks = Ticks(Cloud.aws(), TABLE, "kraken", {"t-0", "t-1", "t-2", "t-9"}, 1_735_689_600_000)

    followed = ticks.follow(lambda _now: None, timeout=0)

    assert followed == Followed(3, 2, [250.0, 100.0])


def test_following_ends_once_all_are_enriched(table: Any) -> None:
    _put(table, 0, enriched_at={"S": "2025-01-01T00:00:00.250Z"})
    progress: list[Followed] = []

    Ticks(Cloud.aws(), TABLE, "kraken", {"t-0"}, 0).follow(progress.append, timeout=60)

    assert [now.enriched for now in progress] == [1]
