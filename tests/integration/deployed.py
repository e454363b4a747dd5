"""A deployed stack, by its outputs."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Self

import boto3
from botocore.config import Config


@cache
def client(service: str) -> Any:
    """A client of the account that the standard AWS variables name."""
    session: Any = boto3.Session()
    return session.client(service, config=Config(retries={"mode": "standard"}))


@dataclass(frozen=True)
class Deployed:
    """The outputs of a stack; waits of its cloud last `time_scale` times those of AWS."""

    STACK: ClassVar[str]
    TABLE: ClassVar[str]

    outputs: Mapping[str, str]
    time_scale: float

    def __getitem__(self, output: str) -> str:
        return self.outputs[output]

    @property
    def suffix(self) -> str:
        """The environment suffix."""
        return self["dynamodb_table_name"].removeprefix(f"{self.TABLE}-")

    def items(self, symbol: str) -> list[dict[str, Any]]:
        """The stored items of a partition, oldest first, in DynamoDB's JSON."""
        answer = client("dynamodb").query(
            TableName=self["dynamodb_table_name"],
            ConsistentRead=True,
            KeyConditionExpression="#symbol = :symbol",
            ExpressionAttributeNames={"#symbol": "symbol"},
            ExpressionAttributeValues={":symbol": {"S": symbol}},
        )
        items: list[dict[str, Any]] = answer["Items"]
        return items

    @classmethod
    def read(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """The stack in the environment that `MARKET_OUTPUTS` describes.

        Raises:
            LookupError: there is no such environment, or not this stack in it.
        """
        outputs = read(environ)
        if cls.STACK not in outputs:
            raise LookupError(f"{cls.STACK} is not deployed: gitops deploy --stack {cls.STACK}.")
        return cls(outputs[cls.STACK], float(environ.get("MARKET_TIME_SCALE", "1")))


def read(environ: Mapping[str, str] = os.environ) -> dict[str, dict[str, str]]:
    """The outputs of every stack in the environment that `MARKET_OUTPUTS` describes.

    Raises:
        LookupError: there is none.
    """
    path = environ.get("MARKET_OUTPUTS", "")
    if not path or not Path(path).is_file():
        raise LookupError(
            "MARKET_OUTPUTS names no outputs file; these tests need a deployed environment:"
            " gitops deploy, then gitops test."
        )
    return dict(json.loads(Path(path).read_text()))
