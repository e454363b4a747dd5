"""Promise: what a function fails to do ends in a queue, by the one way that fires for its caller.

https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html: dead letter
queues and destinations of a function are for asynchronous invocations only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stacks.constructs.dead_letter_queue import DeadLetterQueue
from stacks.constructs.policy_document import statement


@dataclass(frozen=True)
class AsynchronousFailurePath:
    """For a function that is invoked asynchronously: Lambda retries, then dead-letters the event.

    `on_success` is the ARN of a topic that gets a record of every success, or empty.
    """

    dead_letters: DeadLetterQueue
    retries: int
    max_age_seconds: int
    on_success: str = ""

    @property
    def variables(self) -> Mapping[str, str]:
        """Lambda itself sends to the queue; the function need not know it."""
        return {}

    @property
    def statements(self) -> Sequence[Mapping[str, Any]]:
        """Lambda sends in the name of the function's role."""
        return [_send(self.dead_letters)]


@dataclass(frozen=True)
class StreamFailurePath:
    """For a function that is fed by a stream: its mapping's on_failure names the queue.

    A dead letter configuration on the function itself could never fire.
    """

    dead_letters: DeadLetterQueue

    @property
    def variables(self) -> Mapping[str, str]:
        """The function sends a poison record to its queue itself, whole."""
        return {"DEAD_LETTER_QUEUE_URL": self.dead_letters.queue.url}

    @property
    def statements(self) -> Sequence[Mapping[str, Any]]:
        """Mapping and function send in the name of the function's role."""
        return [_send(self.dead_letters)]


@dataclass(frozen=True)
class QueueFailurePath:
    """For a function that is fed by a queue: a message that it does not finish returns there.

    The queue's own redrive policy moves it on; the function sends nothing anywhere.
    """

    @property
    def variables(self) -> Mapping[str, str]:
        """Nothing to know."""
        return {}

    @property
    def statements(self) -> Sequence[Mapping[str, Any]]:
        """SQS redrives by itself."""
        return []


FailurePath = AsynchronousFailurePath | StreamFailurePath | QueueFailurePath


def _send(queue: DeadLetterQueue) -> dict[str, Any]:
    return statement("SendDeadLetters", ["sqs:SendMessage"], [queue.arn])
