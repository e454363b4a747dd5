"""The table of an environment, and how fast a load may write to it."""

from dataclasses import dataclass
from typing import Any

from gitops.adapters.aws import client
from gitops.adapters.cloud import Cloud
from gitops.adapters.errors import Refusal
from lambda_src.webhook_processor.tick_table import DynamoDbTickTable
from market.backfill.loading import DryRun
from market.backfill.stored import KnownTable, Pace

TABLE = "crypto-prices"
# A tick is written by the load and again by the enricher, which adds its indicators.
WRITES_PER_TICK = 2
# What a partition, so a series, takes in a second.
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
PARTITION_UNITS = 1000


@dataclass(frozen=True)
class Target:
    """The table, and the most ticks a second that its write units allow."""

    client: Any
    name: str
    most: int

    def table(self, rate: float | None, *, dry_run: bool) -> KnownTable:
        """The table for one load of `rate` ticks a second, by default half of the most.

        Raises:
            Refusal: the rate is above the most: writes of exchanges would be throttled.
        """
        if rate is not None and rate > self.most:
            raise Refusal(
                f"{self.name} takes at most {self.most} ticks a second, each written"
                f" {WRITES_PER_TICK} times; pass a lower --rate."
            )
        pace = Pace(float("inf") if dry_run else rate or max(1, self.most // 2))
        inner = DryRun() if dry_run else DynamoDbTickTable(self.client, self.name)
        return KnownTable(self.client, self.name, inner, pace)


def target(suffix: str, cloud: Cloud) -> Target:
    """The table of the environment; its limit comes of the setting `ticks_per_second`.

    Raises:
        Refusal: the environment is not deployed.
    """
    dynamodb, name = client(cloud, "dynamodb"), f"{TABLE}-{suffix}"
    try:
        table = dynamodb.describe_table(TableName=name)["Table"]
    except dynamodb.exceptions.ResourceNotFoundException:
        raise Refusal(f"{name} does not exist. Run gitops deploy --suffix {suffix}") from None
    cap = table.get("OnDemandThroughput", {}).get("MaxWriteRequestUnits", PARTITION_UNITS)
    return Target(dynamodb, name, max(1, min(cap, PARTITION_UNITS) // WRITES_PER_TICK))
