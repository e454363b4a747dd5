"""Promise: a message that fails repeatedly moves to a dead-letter queue, which keeps it."""

from typing import Any

from cdktf_cdktf_provider_aws.sqs_queue import SqsQueue
from constructs import Construct

from stacks.constructs.account import Account
from stacks.constructs.dead_letter_queue import DATA_KEY_REUSE_SECONDS
from stacks.constructs.encryption_key import EncryptionKey
from stacks.constructs.policy_document import compact
from stacks.environment import Environment

# The longest retention of SQS. A message keeps its age when it moves, so a dead-letter queue with a
# shorter retention than its source can drop it at once:
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
RETENTION_SECONDS = 1_209_600
# With fewer receives, throttled invocations move good messages away:
# https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
RECEIVES = 5


class MessageQueue(Construct):
    """A queue, and a dead-letter queue that only this queue may use.

    A received message is hidden from other consumers for `visibility_seconds`.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        environment: Environment,
        account: Account,
        key: EncryptionKey,
        *,
        dead_letter_queue: str,
        visibility_seconds: int,
    ) -> None:
        super().__init__(scope, id_)
        self._environment = environment
        self._key = key
        source = account.arn("sqs", environment.name(id_))
        allowed = {"redrivePermission": "byQueue", "sourceQueueArns": [source]}
        self.dead_letter_queue = self._build_queue(
            "redrive", dead_letter_queue, redrive_allow_policy=compact(allowed)
        )
        self.queue = self._build_queue(
            "queue",
            id_,
            visibility_timeout_seconds=visibility_seconds,
            redrive_policy=compact(
                {"deadLetterTargetArn": self.dead_letter_queue.arn, "maxReceiveCount": RECEIVES}
            ),
        )

    def _build_queue(self, id_: str, name: str, **settings: Any) -> SqsQueue:
        return SqsQueue(
            self,
            id_,
            name=self._environment.name(name),
            tags={"Name": self._environment.name(name)},
            message_retention_seconds=RETENTION_SECONDS,
            kms_master_key_id=self._key.arn,
            kms_data_key_reuse_period_seconds=DATA_KEY_REUSE_SECONDS,
            **settings,
        )
