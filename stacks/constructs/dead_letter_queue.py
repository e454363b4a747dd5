"""Promise: a dead-letter queue keeps failed events encrypted, for exactly four days."""

from cdktf_cdktf_provider_aws.sqs_queue import SqsQueue
from constructs import Construct

from stacks.constructs.encryption_key import EncryptionKey
from stacks.constructs.policy_document import compact
from stacks.environment import Environment

RETENTION_SECONDS = 345_600
# A queue that is nearly always empty need not pay for KMS calls, so a data key lasts for a day.
DATA_KEY_REUSE_SECONDS = 86_400


class DeadLetterQueue(Construct):
    """The dead-letter queue of one function. No queue may redrive into it."""

    def __init__(
        self, scope: Construct, id_: str, environment: Environment, key: EncryptionKey
    ) -> None:
        super().__init__(scope, id_)
        self.queue = SqsQueue(
            self,
            "queue",
            name=environment.name(id_),
            tags={"Name": environment.name(id_)},
            message_retention_seconds=RETENTION_SECONDS,
            kms_master_key_id=key.arn,
            kms_data_key_reuse_period_seconds=DATA_KEY_REUSE_SECONDS,
            redrive_allow_policy=compact({"redrivePermission": "denyAll"}),
        )

    @property
    def arn(self) -> str:
        """The queue's ARN."""
        return self.queue.arn
