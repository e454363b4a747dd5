"""The conditional put, against a table and against recorded failures."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from lambda_src.webhook_processor.entry import PriceKind
from lambda_src.webhook_processor.storing import store_once
from lambda_src.webhook_processor.tick_table import DynamoDbTickTable
from lambda_src.webhook_processor.ticks import Receipt, Tick

TICK = Tick("BTC", "coinbase", Decimal("50000.00"), Decimal("0.50"), Decimal("1.10"), "7")
RECEIPT = Receipt("request-1", 1_700_000_000_500)


@pytest.fixture
def ticks(table: Any) -> DynamoDbTickTable:
    return DynamoDbTickTable(table, "crypto-prices-dev")


def _items(table: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = table.scan(TableName="crypto-prices-dev")["Items"]
    return items


def test_an_item_holds_the_tick_and_where_it_came_from(
    ticks: DynamoDbTickTable, table: Any
) -> None:
    store_once(TICK, RECEIPT, ticks)

    assert _items(table) == [
        {
            "symbol": {"S": "BTC@coinbase"},
            "market": {"S": "BTC"},
            "market_type": {"S": "spot"},
            "kind": {"S": "trade"},
            "timestamp": {"N": "1.1"},
            "exchange": {"S": "coinbase"},
            "price": {"N": "50000"},
            "volume": {"N": "0.5"},
            "event_id": {"S": "7"},
            "event_time": {"N": "1.1"},
            "identity": {"S": "coinbase/id/7"},
            "request_id": {"S": "request-1"},
            "received_at": {"N": "1700000000500"},
            "revision": {"N": "1"},
        }
    ]


def test_what_was_not_given_is_not_stored(ticks: DynamoDbTickTable, table: Any) -> None:
    store_once(Tick("BTC", "coinbase", Decimal(1)), RECEIPT, ticks)

    (item,) = _items(table)
    assert not {"volume", "event_id", "venue", "interval", "bar"} & item.keys()
    assert item["timestamp"] == item["event_time"] == {"N": "1700000000500"}


def test_an_alert_keeps_its_market_place_and_its_bar(ticks: DynamoDbTickTable, table: Any) -> None:
    alert = Tick("BTC-USDT", "tradingview", Decimal(1), kind=PriceKind.ALERT, venue="binance")
    store_once(replace(alert, interval="1D", bar=Decimal(7)), RECEIPT, ticks)

    (item,) = _items(table)
    assert item["symbol"] == {"S": "BTC-USDT@tradingview.binance"}
    assert item["market"] == {"S": "BTC-USDT"}
    assert (item["kind"], item["venue"]) == ({"S": "alert"}, {"S": "binance"})
    assert (item["interval"], item["bar"]) == ({"S": "1D"}, {"N": "7"})


def test_loaded_history_names_its_load_and_a_candle_its_prices(
    ticks: DynamoDbTickTable, table: Any
) -> None:
    prices = {"open": Decimal(2), "high": Decimal(4), "low": Decimal("0.50")}
    candle = replace(TICK, kind=PriceKind.CANDLE, interval="1m", bar=Decimal(7), **prices)
    store_once(candle, replace(RECEIPT, load="0123456789abcdef"), ticks)

    (item,) = _items(table)
    assert item["load"] == {"S": "0123456789abcdef"}
    assert item["symbol"] == {"S": "BTC@coinbase:candle.1m"}
    stored = {name: item[name] for name in ("open", "high", "low")}
    assert stored == {"open": {"N": "2"}, "high": {"N": "4"}, "low": {"N": "0.5"}}


def test_an_occupied_slot_returns_its_identity(ticks: DynamoDbTickTable, table: Any) -> None:
    other = Tick("BTC", "coinbase", Decimal(1), None, Decimal("1.1"))
    store_once(TICK, RECEIPT, ticks)

    assert store_once(TICK, RECEIPT, ticks).is_duplicate
    assert store_once(other, RECEIPT, ticks).timestamp == Decimal("1.100001")
    assert store_once(other, RECEIPT, ticks).is_duplicate
    assert len(_items(table)) == 2


def test_a_foreign_item_is_no_duplicate(ticks: DynamoDbTickTable, table: Any) -> None:
    foreign = {"symbol": {"S": "BTC@coinbase"}, "timestamp": {"N": "1.1"}}
    table.put_item(TableName="crypto-prices-dev", Item=foreign)

    stored = store_once(TICK, RECEIPT, ticks)

    assert (stored.timestamp, stored.is_duplicate) == (Decimal("1.100001"), False)
    assert foreign in _items(table)


def test_the_series_of_a_market_are_a_set_at_timestamp_0(
    ticks: DynamoDbTickTable, table: Any
) -> None:
    for series in ("BTC@kraken", "BTC@coinbase", "BTC@kraken"):
        ticks.list_series("BTC", series)
    ticks.list_series("ETH", "ETH@kraken")

    found = {item["symbol"]["S"]: item for item in _items(table)}
    assert sorted(found["BTC"].pop("series")["SS"]) == ["BTC@coinbase", "BTC@kraken"]
    assert found["BTC"] == {"symbol": {"S": "BTC"}, "timestamp": {"N": "0"}}
    assert found["ETH"]["series"] == {"SS": ["ETH@kraken"]}


@pytest.mark.usefixtures("aws")
def test_a_throttled_put_raises() -> None:
    client = boto3.client("dynamodb")
    with Stubber(client) as stub:
        stub.add_client_error("put_item", "ProvisionedThroughputExceededException")
        with pytest.raises(ClientError, match="ProvisionedThroughputExceededException"):
            store_once(TICK, RECEIPT, DynamoDbTickTable(client, "crypto-prices-dev"))


@pytest.mark.usefixtures("aws")
def test_every_attribute_name_is_aliased() -> None:
    client = boto3.client("dynamodb")
    sent: list[dict[str, Any]] = []
    client.meta.events.register(
        "provide-client-params.dynamodb.PutItem", lambda params, **_: sent.append(params)
    )
    with Stubber(client) as stub:
        stub.add_response("put_item", {})
        store_once(TICK, RECEIPT, DynamoDbTickTable(client, "crypto-prices-dev"))

    assert sent[0]["ConditionExpression"] == "attribute_not_exists(#symbol)"
    assert sent[0]["ReturnValuesOnConditionCheckFailure"] == "ALL_OLD"
