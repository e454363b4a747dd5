"""Promise: a message that cannot be processed is moved aside after its receives, and kept."""

from typing import Any

from cdktf_cdktf_provider_aws.sqs_queue import SqsQueue
from constructs import Construct

from stacks.constructs.account import Account
from stacks.constructs.dead_letter_queue import DATA_KEY_REUSE_SECONDS
from stacks.constructs.encryption_key import EncryptionKey
from stacks.constructs.policy_document import compact
from stacks.environment import Environment

# The longest that SQS keeps a message. The age counts from the first queue on, so a redrive queue
# that kept shorter would drop what it gets:
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
RETENTION_SECONDS = 1_209_600
# Fewer, and throttled invocations would move good messages aside:
# https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
RECEIVES = 5


class MessageQueue(Construct):
    """A queue and the redrive queue that only it may use.

    `visibility_seconds` is how long a received message is hidden from other readers.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        environment: Environment,
        account: Account,
        key: EncryptionKey,
        *,
        redrive: str,
        visibility_seconds: int,
    ) -> None:
        super().__init__(scope, id_)
        self._environment = environment
        self._key = key
        source = account.arn("sqs", environment.name(id_))
        allowed = {"redrivePermission": "byQueue", "sourceQueueArns": [source]}
        self.redrive = self._build_queue("redrive", redrive, redrive_allow_policy=compact(allowed))
        self.queue = self._build_queue(
            "queue",
            id_,
            visibility_timeout_seconds=visibility_seconds,
            redrive_policy=compact(
                {"deadLetterTargetArn": self.redrive.arn, "maxReceiveCount": RECEIVES}
            ),
        )

    def _build_queue(self, id_: str, name: str, **settings: Any) -> SqsQueue:
        return SqsQueue(
            self,
            id_,
            name=self._environment.name(name),
            message_retention_seconds=RETENTION_SECONDS,
            kms_master_key_id=self._key.arn,
            kms_data_key_reuse_period_seconds=DATA_KEY_REUSE_SECONDS,
            **settings,
        )
