"""What every pipeline has: one key, an operations topic, and something that watches over it all."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cdktf import TerraformOutput
from constructs import Construct

from stacks.constructs.alarms import Alarm, Alarms
from stacks.constructs.dashboard import Dashboard, Graph
from stacks.constructs.dead_letter_queue import DeadLetterQueue
from stacks.constructs.encryption_key import EncryptionKey
from stacks.constructs.environment_stack import EnvironmentStack
from stacks.constructs.error_reporting import ErrorLineMetric
from stacks.constructs.notification_topic import NotificationTopic
from stacks.constructs.policy_document import statement
from stacks.constructs.worker_function import (
    Surroundings,
    Worker,
    WorkerFunction,
    log_group_name,
)
from stacks.environment import Environment


class PipelineStack(EnvironmentStack):
    """A stack of functions around one key; every alarm notifies its operations topic.

    `functions` and `alarms` are named first: the key's and the topic's policies name them.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        environment: Environment,
        artifacts: Path,
        *,
        key: str,
        operations: str,
        functions: Sequence[str],
        alarms: Sequence[Alarm],
    ) -> None:
        super().__init__(scope, name, environment)
        self._name = name
        self._alarms = alarms
        self._alarm_names = [environment.name(alarm.name) for alarm in alarms]
        self.key = self._build_key(key, functions)
        self._with = Surroundings(environment, self.account, self.key, artifacts)
        self.operations = self._build_operations(operations)

    def build_topic(self, name: str, alarms: Sequence[str] = ()) -> NotificationTopic:
        """A topic under the stack's key."""
        return NotificationTopic(
            self, name, self.environment, self.account, self.key, alarms=alarms
        )

    def build_dead_letters(self, function: str) -> DeadLetterQueue:
        """The dead letter queue of a function."""
        name = f"{function}-dlq"
        return DeadLetterQueue(self, name, self.environment, self.key)

    def build_worker(self, worker: Worker) -> WorkerFunction:
        """A function, and the count of its error lines."""
        built = WorkerFunction(self, worker, self._with)
        ErrorLineMetric(self, self.environment, built)
        return built

    def build_watch(self, graphs: Sequence[Graph]) -> None:
        """The alarms, and a dashboard that shows them above the graphs."""
        alarms = Alarms(self, "alarms", self.environment, self.operations.arn, self._alarms)
        Dashboard(self, self._name, self.environment, alarms.arns, graphs)

    def build_outputs(self, outputs: Mapping[str, str]) -> None:
        """What tests, operators and other programs read of a deployed environment."""
        for name, value in outputs.items():
            TerraformOutput(self, name, value=value)

    def _build_key(self, name: str, functions: Sequence[str]) -> EncryptionKey:
        # Its own scope: a table may have the same name.
        return EncryptionKey(
            Construct(self, "key"),
            name,
            self.environment,
            self.account,
            log_groups=[log_group_name(self.environment, function) for function in functions],
            alarms=self._alarm_names,
        )

    def _build_operations(self, name: str) -> NotificationTopic:
        topic = self.build_topic(name, self._alarm_names)
        if self.environment.operations_email:
            topic.mail_to(self.environment.operations_email)
        return topic


def publishes(sid: str, topic: NotificationTopic) -> dict[str, Any]:
    """The permission to publish on a topic, one message or a batch."""
    return statement(sid, ["sns:Publish"], [topic.arn])
