"""Dead letter queues say whom they serve, and give back what they hold.

moto lets any queue name any other as its dead letter queue, forgets from which queue a dead letter
came, and has no message move tasks.
Sources: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html,
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html.
"""

import itertools
import json
import time
from dataclasses import asdict, dataclass
from typing import Any

from moto.core.responses import ActionResult
from moto.sqs.exceptions import SQSException
from moto.sqs.models import Queue, SQSBackend
from moto.sqs.responses import SQSResponse

from localcloud.mends.sqs import changed
from localcloud.mends.wrapping import Method, wrap

_MOST_LISTED = 10
_handles = itertools.count(1)


@dataclass
class _Task:
    """One move; it is over when StartMessageMoveTask answers, for nothing is far here."""

    TaskHandle: str
    SourceArn: str
    DestinationArn: str | None
    ApproximateNumberOfMessagesToMove: int
    ApproximateNumberOfMessagesMoved: int = 0
    Status: str = "COMPLETED"
    StartedTimestamp: int = 0


def apply() -> None:
    """Mend Queue, SQSBackend and SQSResponse."""
    Queue.came_from = None
    wrap(Queue, "_setup_dlq")(_setup_dlq)
    wrap(SQSBackend, "receive_message")(_receive)
    SQSResponse.start_message_move_task = _start
    SQSResponse.list_message_move_tasks = _list
    SQSResponse.cancel_message_move_task = _cancel


def _setup_dlq(original: Method, queue: Any, policy: Any) -> None:
    original(queue, policy)
    target = queue.dead_letter_queue
    if target is None or _serves(target, queue.queue_arn):
        return
    queue.redrive_policy = queue.dead_letter_queue = None
    raise SQSException(
        "InvalidParameterValue",
        f"Value {policy} for parameter RedrivePolicy is invalid. Reason: The redrive allow policy"
        f" of {target.queue_arn} does not allow {queue.queue_arn} to use it.",
    )


def _serves(target: Any, source_arn: str) -> bool:
    allow = json.loads(target.redrive_allow_policy or "{}")
    permission = allow.get("redrivePermission", "allowAll")
    return permission == "allowAll" or source_arn in allow.get("sourceQueueArns", [])


def _receive(original: Method, backend: Any, queue_name: str, *args: Any, **rest: Any) -> Any:
    """Receive, and mark what was given up meanwhile with the queue that it came from."""
    queue = backend.queues.get(queue_name)
    target = queue.dead_letter_queue if queue else None
    if target is None:
        return original(backend, queue_name, *args, **rest)
    before = set(map(id, target._messages))  # noqa: SLF001 - hidden messages count, too
    answer = original(backend, queue_name, *args, **rest)
    for message in target._messages:  # noqa: SLF001 - as above
        if id(message) not in before:
            message.came_from = queue.queue_arn
    return answer


def _start(handler: Any) -> ActionResult:
    """Answer StartMessageMoveTask: move what can be received now, as new messages."""
    source = _queue(handler, handler._get_param("SourceArn"))  # noqa: SLF001 - moto has no other
    if not handler.sqs_backend.list_dead_letter_source_queues(source.name):
        raise SQSException(
            "AWS.SimpleQueueService.UnsupportedOperation",
            "Source queue must be configured as a Dead Letter Queue.",
        )
    destination = handler._get_param("DestinationArn")  # noqa: SLF001 - as above
    if destination:
        _queue(handler, destination)
    with changed:
        waiting = source.messages
        task = _Task(f"task-{next(_handles)}", source.queue_arn, destination, len(waiting))
        task.StartedTimestamp = int(time.time() * 1000)
        for message in waiting:
            if _move(handler.sqs_backend, source, message, destination):
                task.ApproximateNumberOfMessagesMoved += 1
    _tasks(handler).insert(0, task)
    return ActionResult({"TaskHandle": task.TaskHandle})


def _move(backend: Any, source: Any, message: Any, destination: str | None) -> bool:
    """Send the message on; what was sent to the source directly has no way back and stays."""
    target = destination or getattr(message, "came_from", None)
    if target is None:
        return False
    backend.send_message(
        target.rpartition(":")[2], message.body, message_attributes=message.message_attributes
    )
    source._messages.remove(message)  # noqa: SLF001 - it was received by nobody, so has no handle
    return True


def _list(handler: Any) -> ActionResult:
    """Answer ListMessageMoveTasks: the last ones first."""
    source = _queue(handler, handler._get_param("SourceArn"))  # noqa: SLF001 - as above
    most = min(int(handler._get_param("MaxResults") or 1), _MOST_LISTED)  # noqa: SLF001 - as above
    mine = [task for task in _tasks(handler) if task.SourceArn == source.queue_arn]
    shown = [
        {name: value for name, value in asdict(task).items() if value is not None}
        for task in mine[:most]
    ]
    # A handle is for cancelling, and only a running task has one.
    return ActionResult({"Results": [_without_handle(task) for task in shown]})


def _without_handle(task: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in task.items() if name != "TaskHandle"}


def _cancel(handler: Any) -> ActionResult:
    """Answer CancelMessageMoveTask: what is over cannot be cancelled."""
    handle = handler._get_param("TaskHandle")  # noqa: SLF001 - as above
    if all(task.TaskHandle != handle for task in _tasks(handler)):
        raise SQSException("ResourceNotFoundException", "Task does not exist.")
    raise SQSException(
        "AWS.SimpleQueueService.UnsupportedOperation",
        "Only active tasks can be cancelled.",
    )


def _queue(handler: Any, arn: str) -> Any:
    for queue in handler.sqs_backend.queues.values():
        if queue.queue_arn == arn:
            return queue
    raise SQSException(
        "ResourceNotFoundException", "The resource that you specified for the SourceArn parameter"
        " doesn't exist.",
    )  # fmt: skip


def _tasks(handler: Any) -> list[_Task]:
    """The tasks of the account, which end with it."""
    backend = handler.sqs_backend
    if not hasattr(backend, "move_tasks"):
        backend.move_tasks = []
    tasks: list[_Task] = backend.move_tasks
    return tasks
