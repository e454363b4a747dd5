"""Query and conditional update, against a table and against recorded failures."""

from decimal import Decimal
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from lambda_src.price_enricher.indicators import Indicators
from lambda_src.price_enricher.ports import Changed, Item, Unavailable
from lambda_src.price_enricher.price_table import INDICATORS, DynamoDbPriceTable
from localcloud.lambda_.event_sources.item_size import item_bytes

NAME = "crypto-prices-dev"
NEW = Indicators(ma_5=Decimal("50000.5"), volatility=Decimal(0), vwap_20=Decimal("0.1"))
AT = "2023-11-14T22:13:21.000Z"


@pytest.fixture
def prices(table: Any) -> DynamoDbPriceTable:
    return DynamoDbPriceTable(table, NAME)


def _put(table: Any, timestamp: str, **attributes: Any) -> None:
    item = {"symbol": {"S": "BTC"}, "timestamp": {"N": timestamp}, "price": {"N": "5"}}
    table.put_item(TableName=NAME, Item={**item, "revision": {"N": "1"}, **attributes})


def _only(table: Any) -> dict[str, Any]:
    (item,) = table.scan(TableName=NAME)["Items"]
    found: dict[str, Any] = item
    return found


def _newest(prices: DynamoDbPriceTable) -> Item:
    return prices.page("BTC", None, inclusive=True, limit=1).items[0]


def test_a_page_goes_downwards_from_the_newest(prices: DynamoDbPriceTable, table: Any) -> None:
    for timestamp in ("1", "2", "2.000001", "3"):
        _put(table, timestamp)

    page = prices.page("BTC", Decimal("2.000001"), inclusive=True, limit=2)

    assert [item.timestamp for item in page.items] == [Decimal("2.000001"), Decimal(2)]
    assert not page.is_last


def test_a_page_can_leave_out_where_the_last_one_ended(
    prices: DynamoDbPriceTable, table: Any
) -> None:
    for timestamp in ("1", "2", "3"):
        _put(table, timestamp)

    page = prices.page("BTC", Decimal(2), inclusive=False, limit=5)

    assert [item.timestamp for item in page.items] == [1]
    assert page.is_last


def test_items_are_followed_upwards(prices: DynamoDbPriceTable, table: Any) -> None:
    for timestamp in ("1", "2", "3", "4"):
        _put(table, timestamp)

    page = prices.following("BTC", Decimal(1), limit=2)

    assert [item.timestamp for item in page.items] == [2, 3]
    assert not page.is_last
    assert prices.following("BTC", Decimal(3), limit=2).is_last


@pytest.mark.parametrize(("kind", "volume"), [("trade", 2), ("ticker", None), ("alert", None)])
def test_only_the_volume_of_a_trade_weighs_its_price(
    prices: DynamoDbPriceTable, table: Any, kind: str, volume: int | None
) -> None:
    _put(table, "1", kind={"S": kind}, volume={"N": "2"})

    assert _newest(prices).volume == volume


@pytest.mark.parametrize("volume", [{"S": "5"}, {"N": "-1"}, {"NULL": True}], ids=str)
def test_an_unusable_volume_is_none(
    prices: DynamoDbPriceTable, table: Any, volume: dict[str, Any]
) -> None:
    _put(table, "1", volume=volume)

    assert _newest(prices).volume is None


def test_an_item_names_the_load_that_it_came_with(prices: DynamoDbPriceTable, table: Any) -> None:
    _put(table, "1", load={"S": "file-1"})
    assert _newest(prices).load == "file-1"
    _put(table, "1")
    assert _newest(prices).load is None


def test_an_item_is_read_with_its_indicators(prices: DynamoDbPriceTable, table: Any) -> None:
    _put(table, "1", exchange={"S": "kraken"}, market={"S": "XBT"}, volume={"N": "0.5"})
    tick = ("BTC", Decimal(1), "XBT", "kraken", None, None, Decimal(5), Decimal("0.5"))
    assert _newest(prices) == Item(*tick, Decimal(1), None)
    prices.write(_newest(prices), NEW, AT)

    assert _newest(prices) == Item(*tick, Decimal(2), NEW)


def test_a_write_stores_indicators_and_leaves_absent_ones_out(
    prices: DynamoDbPriceTable, table: Any
) -> None:
    _put(table, "1", ma_20={"N": "7"})

    prices.write(_newest(prices), NEW, AT)

    assert _only(table) == {
        "symbol": {"S": "BTC"},
        "timestamp": {"N": "1"},
        "price": {"N": "5"},
        "revision": {"N": "2"},
        "ma_5": {"N": "50000.5"},
        "volatility": {"N": "0"},
        "vwap_20": {"N": "0.1"},
        "processed": {"BOOL": True},
        "enriched_at": {"S": AT},
    }


def test_the_largest_item_takes_one_write_unit(prices: DynamoDbPriceTable, table: Any) -> None:
    """A kilobyte: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html"""
    longest = Decimal("0." + "1234567890" * 3 + "1234")
    series = f"{'S' * 32}@{'e' * 32}.{'v' * 24}:ticker"
    table.put_item(
        TableName=NAME,
        Item={
            "symbol": {"S": series},
            "market": {"S": "S" * 32},
            "venue": {"S": "v" * 24},
            "market_type": {"S": "perpetual"},
            "kind": {"S": "ticker"},
            "interval": {"S": "12345D"},
            "bar": {"N": "1735689600000"},
            "timestamp": {"N": "1735689600000.123456"},
            "event_time": {"N": "1735689600000.123"},
            "event_id": {"S": "i" * 128},
            "exchange": {"S": "e" * 32},
            "price": {"N": "0." + "1" * 28},
            "volume": {"N": "0." + "1" * 28},
            "received_at": {"N": "1735689600000"},
            "identity": {"S": f"{'e' * 32}/request/{'r' * 36}/id/{'i' * 128}"},
            "request_id": {"S": "r" * 36},
            "revision": {"N": "9" * 10},
        },
    )
    item = prices.page(series, None, inclusive=True, limit=1).items[0]

    prices.write(item, Indicators(**dict.fromkeys(INDICATORS, longest)), AT)

    assert item_bytes(_only(table)) < 1024


def test_a_write_over_another_write_is_refused(prices: DynamoDbPriceTable, table: Any) -> None:
    _put(table, "1")
    read = _newest(prices)
    prices.write(read, NEW, AT)

    with pytest.raises(Changed):
        prices.write(read, NEW, AT)


def test_a_write_to_a_deleted_item_makes_no_ghost(prices: DynamoDbPriceTable, table: Any) -> None:
    _put(table, "1")
    read = _newest(prices)
    table.delete_item(TableName=NAME, Key={"symbol": {"S": "BTC"}, "timestamp": {"N": "1"}})

    with pytest.raises(Changed):
        prices.write(read, NEW, AT)
    assert table.scan(TableName=NAME)["Count"] == 0


def test_an_item_without_revision_is_written_once(prices: DynamoDbPriceTable, table: Any) -> None:
    table.put_item(
        TableName=NAME,
        Item={"symbol": {"S": "BTC"}, "timestamp": {"N": "1"}, "price": {"N": "5"}},
    )
    read = _newest(prices)
    prices.write(read, NEW, AT)

    assert _only(table)["revision"] == {"N": "1"}
    with pytest.raises(Changed):
        prices.write(read, NEW, AT)


@pytest.mark.parametrize(
    "attribute", [{"S": "5"}, {"N": "0"}, {"N": "-1"}, {"NULL": True}], ids=str
)
def test_an_unusable_price_is_no_price(
    prices: DynamoDbPriceTable, table: Any, attribute: dict[str, Any]
) -> None:
    _put(table, "1", price=attribute)

    assert _newest(prices).price is None


@pytest.mark.usefixtures("aws")
def test_a_query_is_consistent_and_aliases_every_name() -> None:
    client = boto3.client("dynamodb")
    sent: list[dict[str, Any]] = []
    client.meta.events.register(
        "provide-client-params.dynamodb.Query", lambda params, **_: sent.append(params)
    )
    with Stubber(client) as stub:
        stub.add_response("query", {"Items": []})
        DynamoDbPriceTable(client, NAME).page("BTC", Decimal(1), inclusive=True, limit=3)

    assert sent[0]["ConsistentRead"] is True
    assert sent[0]["KeyConditionExpression"] == "#symbol = :series AND #timestamp <= :bound"
    names = sent[0]["ProjectionExpression"].split(", ")
    assert all(name.startswith("#") for name in names)


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize("code", ["ThrottlingException", "InternalServerError"])
def test_a_table_that_does_not_answer_is_unavailable(code: str) -> None:
    client = boto3.client("dynamodb")
    prices = DynamoDbPriceTable(client, NAME)
    item = Item("BTC", Decimal(1), None, None, None, None, Decimal(5), None, Decimal(1), None)
    with Stubber(client) as stub:
        stub.add_client_error("query", code)
        stub.add_client_error("update_item", code)
        with pytest.raises(Unavailable, match="the table could not be read"):
            prices.page("BTC", Decimal(1), inclusive=True, limit=1)
        with pytest.raises(Unavailable, match="an item could not be written"):
            prices.write(item, NEW, AT)
