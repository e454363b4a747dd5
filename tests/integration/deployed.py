"""A deployed environment, known by its outputs only."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

STACK = "crypto-price-processing"
SECRETS = "/market-pipelines/webhook-secret/"
TABLE_PREFIX = "crypto-prices-"


@cache
def client(service: str) -> Any:
    """A client of the account that the standard AWS variables name."""
    session: Any = boto3.Session()
    return session.client(service, config=Config(retries={"mode": "standard"}))


@dataclass(frozen=True)
class Deployed:
    """The outputs of the stack; `time_scale` is how much faster than AWS its cloud waits."""

    outputs: Mapping[str, str]
    time_scale: float

    def __getitem__(self, output: str) -> str:
        return self.outputs[output]

    @property
    def suffix(self) -> str:
        """The environment suffix."""
        return self["dynamodb_table_name"].removeprefix(TABLE_PREFIX)

    def secret(self, exchange: str) -> str:
        """The newest webhook secret of the exchange."""
        name = f"{SECRETS}{exchange}-{self.suffix}"
        answer = client("ssm").get_parameter(Name=name, WithDecryption=True)
        newest: str = answer["Parameter"]["Value"].split()[0]
        return newest

    def items(self, symbol: str) -> list[dict[str, Any]]:
        """The stored items of a symbol, oldest first, in DynamoDB's JSON."""
        answer = client("dynamodb").query(
            TableName=self["dynamodb_table_name"],
            ConsistentRead=True,
            KeyConditionExpression="#symbol = :symbol",
            ExpressionAttributeNames={"#symbol": "symbol"},
            ExpressionAttributeValues={":symbol": {"S": symbol}},
        )
        items: list[dict[str, Any]] = answer["Items"]
        return items

    def enriched(self, symbol: str, count: int) -> list[dict[str, Any]] | None:
        """The items of a symbol once there are `count`, all enriched; None before."""
        items = self.items(symbol)
        if len(items) < count or not all("enriched_at" in item for item in items):
            return None
        return items


def read(environ: Mapping[str, str] = os.environ) -> Deployed:
    """The environment that `MARKET_OUTPUTS` describes.

    Raises:
        LookupError: there is none.
    """
    path = environ.get("MARKET_OUTPUTS", "")
    if not path or not Path(path).is_file():
        raise LookupError(
            "MARKET_OUTPUTS names no outputs file; these tests need a deployed environment:"
            " gitops deploy, then gitops test."
        )
    outputs = json.loads(Path(path).read_text())[STACK]
    return Deployed(outputs, float(environ.get("MARKET_TIME_SCALE", "1")))
