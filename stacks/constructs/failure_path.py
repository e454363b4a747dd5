"""Promise: failed events end in a queue, by the mechanism that works for their invocation type.

Lambda uses the dead-letter queue and the destinations of a function for asynchronous invocations
only: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stacks.constructs.dead_letter_queue import DeadLetterQueue
from stacks.constructs.policy_document import statement


@dataclass(frozen=True)
class AsynchronousFailurePath:
    """For asynchronous invocations: Lambda retries, then sends the event to the dead-letter queue.

    `on_success` is the ARN of a topic that gets a record of every success, or empty.
    """

    dead_letter_queue: DeadLetterQueue
    retries: int
    max_age_seconds: int
    on_success: str = ""

    @property
    def variables(self) -> Mapping[str, str]:
        """None: Lambda itself sends to the queue."""
        return {}

    @property
    def statements(self) -> Sequence[Mapping[str, Any]]:
        """Lambda sends with the function's role."""
        return [_send(self.dead_letter_queue)]


@dataclass(frozen=True)
class StreamFailurePath:
    """For a stream: the on_failure destination of the mapping is the queue.

    Lambda ignores a dead-letter configuration of the function itself.
    """

    dead_letter_queue: DeadLetterQueue

    @property
    def variables(self) -> Mapping[str, str]:
        """The function itself sends each unprocessable record to the queue, whole."""
        return {"DEAD_LETTER_QUEUE_URL": self.dead_letter_queue.queue.url}

    @property
    def statements(self) -> Sequence[Mapping[str, Any]]:
        """Mapping and function send with the function's role."""
        return [_send(self.dead_letter_queue)]


@dataclass(frozen=True)
class QueueFailurePath:
    """For a queue: a message that the function does not finish becomes visible there again.

    After its receives the redrive policy of the queue moves it; the function sends nothing.
    """

    @property
    def variables(self) -> Mapping[str, str]:
        """None."""
        return {}

    @property
    def statements(self) -> Sequence[Mapping[str, Any]]:
        """None: SQS itself moves the messages."""
        return []


FailurePath = AsynchronousFailurePath | StreamFailurePath | QueueFailurePath


def _send(queue: DeadLetterQueue) -> dict[str, Any]:
    return statement("SendDeadLetters", ["sqs:SendMessage"], [queue.arn])
