"""What every pipeline of an environment has: a key, an operations topic, and its monitoring."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cdktf import TerraformOutput
from constructs import Construct

from stacks.backend import environment_backend
from stacks.constructs.alarms import Alarm, Alarms
from stacks.constructs.base_stack import BaseStack
from stacks.constructs.dashboard import Dashboard, Graph
from stacks.constructs.dead_letter_queue import DeadLetterQueue
from stacks.constructs.encryption_key import EncryptionKey
from stacks.constructs.error_reporting import ErrorLineMetric
from stacks.constructs.notification_topic import NotificationTopic
from stacks.constructs.pipeline_function import (
    FunctionContext,
    FunctionProps,
    PipelineFunction,
    log_group_name,
)
from stacks.constructs.policy_document import statement
from stacks.constructs.saved_queries import OF_EVERY_STACK, SavedQueries, SavedQuery
from stacks.environment import Environment


class PipelineStack(BaseStack):
    """A stack of functions around one key; every alarm notifies its operations topic.

    Its state is its own, and its resources carry the tags of the environment. `functions` and
    `alarms` come first, because the policies of the key and of the topic name them.
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
        # Cost reports separate the pipelines by the tag Application.
        tags = {**environment.tags, "Application": name}
        backend = environment_backend(name, environment.suffix, environment.state_bucket)
        super().__init__(scope, name, tags, backend)
        self.environment = environment
        self._name = name
        self._alarms = alarms
        self._alarm_names = [environment.name(alarm.name) for alarm in alarms]
        self.key = self._build_key(key, functions)
        self._context = FunctionContext(environment, self.account, self.key, artifacts)
        self.operations = self._build_operations(operations)
        self._functions: list[PipelineFunction] = []

    def build_topic(self, name: str, alarms: Sequence[str] = ()) -> NotificationTopic:
        """A topic that the stack's key encrypts."""
        return NotificationTopic(
            self, name, self.environment, self.account, self.key, alarms=alarms
        )

    def build_dead_letter_queue(self, function: str) -> DeadLetterQueue:
        """The dead-letter queue of a function."""
        name = f"{function}-dlq"
        return DeadLetterQueue(self, name, self.environment, self.key)

    def build_function(self, props: FunctionProps) -> PipelineFunction:
        """A function, and the metric that counts its error lines."""
        function = PipelineFunction(self, props, self._context)
        ErrorLineMetric(self, self.environment, function)
        self._functions.append(function)
        return function

    def build_monitoring(self, graphs: Sequence[Graph], queries: Sequence[SavedQuery] = ()) -> None:
        """The alarms, a dashboard that shows them above the graphs, and saved queries.

        Every stack gets the queries of OF_EVERY_STACK; `queries` are those of its own.
        """
        alarms = Alarms(self, "alarms", self.environment, self.operations.arn, self._alarms)
        Dashboard(self, self._name, self.environment, alarms.arns, graphs)
        every = [*OF_EVERY_STACK, *queries]
        SavedQueries(self, self._name, self.environment, self._functions, every)

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


def allow_publish(sid: str, topic: NotificationTopic) -> dict[str, Any]:
    """The statement that allows to publish on a topic, one message or a batch."""
    return statement(sid, ["sns:Publish"], [topic.arn])
