"""Queries of the table `crypto-prices`, page by page; never a Scan."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import ClientError

from lambda_src.shared.decimals import canonical
from market.reading.errors import NoTable
from market.reading.ticks import ATTRIBUTES, EXACT

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# No tick has this timestamp: the item lists the series of its market.
LIST_TIMESTAMP: Final = "0"
# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
MOST_KEYS: Final = 100
# The least difference between two timestamps of a series.
SLOT: Final = Decimal("0.000001")

OnPage = Callable[[int, Decimal], None]
"""Called after each page: how many items were read by now, and the timestamp of the last one."""


@dataclass(frozen=True)
class Range:
    """Timestamps from `start` to before `end`, in epoch milliseconds; None is open."""

    start: Decimal | None = None
    end: Decimal | None = None

    def condition(self) -> tuple[str, dict[str, dict[str, str]]]:
        """The part of a KeyConditionExpression, and its values. `#timestamp` is the sort key."""
        bounds = {
            ":start": self.start,
            ":end": None if self.end is None else EXACT.subtract(self.end, SLOT),
        }
        values = {
            name: {"N": canonical(bound)} for name, bound in bounds.items() if bound is not None
        }
        if len(values) == len(bounds):
            return "#timestamp BETWEEN :start AND :end", values
        operator = ">=" if ":start" in values else "<="
        return " ".join([f"#timestamp {operator} {name}" for name in values]), values


class PriceQueries:
    """The table, with a boto3 client that has the reader's rights."""

    def __init__(self, client: "DynamoDBClient", name: str, on_page: OnPage | None) -> None:
        self.name = name
        self._client = client
        self._on_page = on_page
        self._count = 0

    def items(
        self,
        series: str,
        within: Range,
        names: Sequence[str] = ATTRIBUTES,
        *,
        newest_first: bool = False,
        page_size: int | None = None,
    ) -> Iterator[dict[str, Any]]:
        """The items of a series with a price, in DynamoDB's JSON, in order; read page by page.

        The reads are eventually consistent, at half the price: the newest second may be missing.

        Raises:
            NoTable: there is no such table.
        """
        condition, values = within.condition()
        pages = self._client.get_paginator("query").paginate(
            TableName=self.name,
            ScanIndexForward=not newest_first,
            KeyConditionExpression=" AND ".join(filter(None, ["#symbol = :series", condition])),
            ProjectionExpression=", ".join(f"#{name}" for name in names),
            ExpressionAttributeNames={f"#{name}": name for name in {*names, "symbol", "timestamp"}},
            ExpressionAttributeValues={":series": {"S": series}, **values},
            PaginationConfig={} if page_size is None else {"PageSize": page_size},
        )
        try:
            for page in pages:
                yield from (item for item in page["Items"] if "price" in item)
                self._report(page["Items"])
        except ClientError as error:
            raise self._explained(error) from error

    def series_of(self, market: str) -> list[str]:
        """The names of the market's series, sorted; none if the table does not know the market."""
        try:
            answer = self._client.get_item(
                TableName=self.name, Key=_list_key(market), ProjectionExpression="series"
            )
        except ClientError as error:
            raise self._explained(error) from error
        return sorted(answer.get("Item", {}).get("series", {}).get("SS", []))

    def known(self, markets: Sequence[str]) -> list[str]:
        """Those of the markets that the table has, in the given order.

        Raises:
            NoTable: there is no such table.
        """
        found: set[str] = set()
        for first in range(0, len(markets), MOST_KEYS):
            keys = [_list_key(market) for market in markets[first : first + MOST_KEYS]]
            asked: Any = {self.name: {"Keys": keys, "ProjectionExpression": "symbol"}}
            while asked:
                try:
                    answer = self._client.batch_get_item(RequestItems=asked)
                except ClientError as error:
                    raise self._explained(error) from error
                found |= {item["symbol"]["S"] for item in answer["Responses"].get(self.name, [])}
                asked = answer.get("UnprocessedKeys")
        return [market for market in markets if market in found]

    def _report(self, items: Sequence[dict[str, Any]]) -> None:
        self._count += len(items)
        if self._on_page and items:
            self._on_page(self._count, Decimal(items[-1]["timestamp"]["N"]))

    def _explained(self, error: ClientError) -> Exception:
        if error.response["Error"]["Code"] == "ResourceNotFoundException":
            return NoTable(f"There is no table {self.name} in this account and region.")
        return error


def _list_key(market: str) -> Any:
    return {"symbol": {"S": market}, "timestamp": {"N": LIST_TIMESTAMP}}
