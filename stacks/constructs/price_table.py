"""Promise: prices are encrypted, recoverable to any second, streamed, and capped in cost."""

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


class PriceTable(Construct):
    """One item per tick: partition key `symbol`, sort key `timestamp` in epoch milliseconds.

    The throughput caps bound the bill of a loop or a flood; DynamoDB has no recursion detection.
    """

    def __init__(
        self, scope: Construct, id_: str, environment: Environment, key: EncryptionKey
    ) -> None:
        super().__init__(scope, id_)
        self.table = DynamodbTable(
            self,
            "table",
            name=environment.name(id_),
            billing_mode="PAY_PER_REQUEST",
            hash_key="symbol",
            range_key="timestamp",
            attribute=[
                DynamodbTableAttribute(name="symbol", type="S"),
                DynamodbTableAttribute(name="timestamp", type="N"),
            ],
            stream_enabled=True,
            stream_view_type="NEW_AND_OLD_IMAGES",
            point_in_time_recovery=DynamodbTablePointInTimeRecovery(enabled=True),
            server_side_encryption=DynamodbTableServerSideEncryption(
                enabled=True, kms_key_arn=key.arn
            ),
            on_demand_throughput=DynamodbTableOnDemandThroughput(
                max_write_request_units=environment.table_max_write_units,
                max_read_request_units=environment.table_max_read_units,
            ),
        )
