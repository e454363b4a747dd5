"""Reads and writes the DynamoDB table."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from lambda_src.price_enricher.indicators import Indicators
from lambda_src.price_enricher.ports import Changed, Item, Page, PriceTable, Unavailable
from lambda_src.price_enricher.records import number, price
from lambda_src.shared.decimals import canonical

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

INDICATORS: Final = tuple(field.name for field in fields(Indicators))
# The kind of tick whose volume was traded at its price.
TRADE: Final = "trade"
# Every name is aliased: `timestamp`, `processed` and others are reserved words.
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ReservedWords.html
_READ: Final = {
    f"#{name}": name
    for name in (
        "symbol", "timestamp", "market", "exchange", "venue", "kind", "price", "volume",
        "revision", "processed", "load", *INDICATORS,
    )
}  # fmt: skip


class DynamoDbPriceTable(PriceTable):
    """The table `crypto-prices`."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def page(self, series: str, newest: Decimal | None, *, inclusive: bool, limit: int) -> Page:
        """Up to `limit` items from `newest` downwards: a stream event can outrun a replica."""
        where = None if newest is None else ("<=" if inclusive else "<", newest)
        return self._query(series, where, limit, ascending=False)

    def following(self, series: str, after: Decimal, *, limit: int) -> Page:
        """Up to `limit` items after `after`, upwards."""
        return self._query(series, (">", after), limit, ascending=True)

    def _query(
        self, series: str, where: tuple[str, Decimal] | None, limit: int, *, ascending: bool
    ) -> Page:
        condition, values = "#symbol = :series", {":series": {"S": series}}
        if where is not None:
            operator, bound = where
            condition += f" AND #timestamp {operator} :bound"
            values[":bound"] = {"N": canonical(bound)}
        try:
            answer = self._client.query(
                TableName=self._table,
                ConsistentRead=True,
                ScanIndexForward=ascending,
                Limit=limit,
                KeyConditionExpression=condition,
                ProjectionExpression=", ".join(_READ),
                ExpressionAttributeNames=_READ,
                ExpressionAttributeValues=values,
            )
        except (BotoCoreError, ClientError) as error:
            raise Unavailable("the table could not be read") from error
        return Page([_item(raw) for raw in answer["Items"]], "LastEvaluatedKey" not in answer)

    def write(self, item: Item, indicators: Indicators, enriched_at: str) -> None:
        """Store the indicators in the item if its revision is the one that was read."""
        try:
            self._client.update_item(
                TableName=self._table,
                Key={"symbol": {"S": item.series}, "timestamp": {"N": canonical(item.timestamp)}},
                **_update(item, indicators, enriched_at),
            )
        except self._client.exceptions.ConditionalCheckFailedException as error:
            raise Changed from error
        except (BotoCoreError, ClientError) as error:
            raise Unavailable("an item could not be written") from error


def _update(item: Item, indicators: Indicators, enriched_at: str) -> dict[str, Any]:
    """The parts of an UpdateItem; without `attribute_exists` it would restore a deleted item."""
    numbers = asdict(indicators)
    numbers["revision"] = Decimal(1) if item.revision is None else item.revision + 1
    values: dict[str, Any] = {
        name: {"N": canonical(value)} for name, value in numbers.items() if value is not None
    }
    values |= {"processed": {"BOOL": True}, "enriched_at": {"S": enriched_at}}
    removed = [name for name, value in numbers.items() if value is None]
    return {
        "UpdateExpression": _expression(values, removed),
        "ConditionExpression": f"attribute_exists(#symbol) AND {_unchanged(item)}",
        "ExpressionAttributeNames": {
            f"#{name}": name for name in ("symbol", "revision", *values, *removed)
        },
        "ExpressionAttributeValues": {f":{name}": value for name, value in values.items()}
        | ({} if item.revision is None else {":read": {"N": canonical(item.revision)}}),
    }


def _expression(values: Mapping[str, Any], removed: list[str]) -> str:
    expression = "SET " + ", ".join(f"#{name} = :{name}" for name in values)
    if removed:
        expression += " REMOVE " + ", ".join(f"#{name}" for name in removed)
    return expression


def _unchanged(item: Item) -> str:
    return "attribute_not_exists(#revision)" if item.revision is None else "#revision = :read"


def _item(raw: Mapping[str, Any]) -> Item:
    timestamp = number(raw, "timestamp")
    if timestamp is None:
        raise Unavailable("the table returned an item without its key")
    return Item(
        series=raw["symbol"]["S"],
        timestamp=timestamp,
        market=_text(raw, "market"),
        exchange=_text(raw, "exchange"),
        venue=_text(raw, "venue"),
        kind=_text(raw, "kind"),
        price=price(raw),
        volume=_volume(raw),
        revision=number(raw, "revision"),
        stored=_stored(raw),
        load=_text(raw, "load"),
    )


def _text(raw: Mapping[str, Any], name: str) -> str | None:
    value: str | None = raw.get(name, {}).get("S")
    return value


def _volume(raw: Mapping[str, Any]) -> Decimal | None:
    """What was traded at the price; the volume of a day or of a bar is no weight of it."""
    if _text(raw, "kind") not in (None, TRADE):
        return None
    volume = number(raw, "volume")
    return volume if volume is not None and volume >= 0 else None


def _stored(raw: Mapping[str, Any]) -> Indicators | None:
    if raw.get("processed") != {"BOOL": True}:
        return None
    return Indicators(**{name: number(raw, name) for name in INDICATORS})
