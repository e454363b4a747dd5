"""Promise: a table is encrypted, billed on demand, and recoverable to any second."""

from dataclasses import dataclass
from typing import Literal

from cdktf_cdktf_provider_aws.dynamodb_table import (
    DynamodbTable,
    DynamodbTableAttribute,
    DynamodbTableOnDemandThroughput,
    DynamodbTablePointInTimeRecovery,
    DynamodbTableServerSideEncryption,
)
from constructs import Construct

from stacks.constructs.encryption_key import EncryptionKey
from stacks.environment import Environment


@dataclass(frozen=True)
class Caps:
    """The maximum throughput of a table, in request units per second.

    It limits the cost of a loop or a flood: DynamoDB has no recursion detection.
    """

    write_units: int
    read_units: int


class Table(Construct):
    """Partition key `symbol`, sort key `timestamp`: a number (N) or text (S).

    With `stream`, each change is published with the item before and after it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        environment: Environment,
        key: EncryptionKey,
        *,
        timestamp: Literal["N", "S"],
        stream: bool = False,
        caps: Caps | None = None,
    ) -> None:
        super().__init__(scope, id_)
        self.table = DynamodbTable(
            self,
            "table",
            name=environment.name(id_),
            tags={"Name": environment.name(id_)},
            billing_mode="PAY_PER_REQUEST",
            hash_key="symbol",
            range_key="timestamp",
            attribute=[
                DynamodbTableAttribute(name="symbol", type="S"),
                DynamodbTableAttribute(name="timestamp", type=timestamp),
            ],
            stream_enabled=True if stream else None,
            stream_view_type="NEW_AND_OLD_IMAGES" if stream else None,
            point_in_time_recovery=DynamodbTablePointInTimeRecovery(enabled=True),
            server_side_encryption=DynamodbTableServerSideEncryption(
                enabled=True, kms_key_arn=key.arn
            ),
            on_demand_throughput=_throughput(caps),
        )


def _throughput(caps: Caps | None) -> DynamodbTableOnDemandThroughput | None:
    if caps is None:
        return None
    return DynamodbTableOnDemandThroughput(
        max_write_request_units=caps.write_units, max_read_request_units=caps.read_units
    )
