"""Message move tasks, which moto lacks: they redrive the messages of a dead-letter queue.

Sources: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html,
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListMessageMoveTasks.html,
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CancelMessageMoveTask.html.
"""

import base64
import json
import time
import uuid
from dataclasses import asdict, dataclass
from threading import Thread
from typing import Any

from moto.core.responses import ActionResult
from moto.sqs.exceptions import QueueDoesNotExist, SQSException
from moto.sqs.responses import SQSResponse

from localcloud.hooks import queues_changed
from localcloud.moto_patches.wrapping import replace

_MOST_LISTED = 10
_FASTEST = 500  # messages per second


@dataclass
class _Task:
    """One task; the fields have the names of the SQS API."""

    TaskHandle: str
    SourceArn: str
    DestinationArn: str | None
    MaxNumberOfMessagesPerSecond: int | None
    ApproximateNumberOfMessagesToMove: int
    StartedTimestamp: int
    ApproximateNumberOfMessagesMoved: int = 0
    Status: str = "RUNNING"
    FailureReason: str | None = None

    def described(self) -> dict[str, Any]:
        """The entry of ListMessageMoveTasks; only a running task shows its handle."""
        described = {name: value for name, value in asdict(self).items() if value is not None}
        if self.Status != "RUNNING":
            del described["TaskHandle"]
        return described


def apply() -> None:
    """Add the three operations to SQSResponse."""
    replace(SQSResponse, "start_message_move_task", _start)
    replace(SQSResponse, "list_message_move_tasks", _list)
    replace(SQSResponse, "cancel_message_move_task", _cancel)


def _start(handler: Any) -> ActionResult:
    """Answer StartMessageMoveTask: move the messages that are visible now, as new messages.

    Without a rate limit the task has completed when the response comes.
    """
    source = _queue(handler, "SourceArn")
    _reject_invalid(handler, source)
    destination = _param(handler, "DestinationArn")
    if destination:
        _queue(handler, "DestinationArn")
    rate = _rate(handler)
    with queues_changed:
        waiting = source.messages
        task = _Task(
            TaskHandle=_handle(source.queue_arn),
            SourceArn=source.queue_arn,
            DestinationArn=destination,
            MaxNumberOfMessagesPerSecond=rate,
            ApproximateNumberOfMessagesToMove=len(waiting),
            StartedTimestamp=int(time.time() * 1000),
        )
        _tasks(handler).insert(0, task)
    mover = Thread(
        target=_run, args=(handler.sqs_backend, source, task, waiting), daemon=True, name="mover"
    )
    mover.start()
    if rate is None:
        mover.join()
    return ActionResult({"TaskHandle": task.TaskHandle})


def _handle(source_arn: str) -> str:
    """JSON in base64, as AWS makes it: the right to cancel a task is one on its queue."""
    task = {"taskId": str(uuid.uuid4()), "sourceArn": source_arn}
    return base64.b64encode(json.dumps(task).encode()).decode()


def _run(backend: Any, source: Any, task: _Task, waiting: list[Any]) -> None:
    pause_s = 1 / task.MaxNumberOfMessagesPerSecond if task.MaxNumberOfMessagesPerSecond else 0.0
    for message in waiting:
        with queues_changed:
            if task.Status == "RUNNING":
                task.FailureReason = _move(backend, source, message, task) or task.FailureReason
        if task.Status != "RUNNING":
            return
        time.sleep(pause_s)
    with queues_changed:
        if task.Status == "RUNNING":
            task.Status = "FAILED" if task.FailureReason else "COMPLETED"


def _move(backend: Any, source: Any, message: Any, task: _Task) -> str | None:
    """Move the message and return None, or return the reason why it stays."""
    if message not in source.messages:
        return None  # received or deleted meanwhile
    target = task.DestinationArn or message.came_from
    if target is None:
        return "CouldNotDetermineMessageSource"
    try:
        backend.send_message(
            target.rpartition(":")[2],
            message.body,
            message_attributes=message.message_attributes,
            group_id=message.group_id,
            deduplication_id=message.deduplication_id,
            system_attributes=message.system_attributes,
        )
    except QueueDoesNotExist:
        return "AWS.SimpleQueueService.NonExistentQueue"
    source._messages.remove(message)  # noqa: SLF001 (a message that was never received has no handle)
    task.ApproximateNumberOfMessagesMoved += 1
    return None


def _reject_invalid(handler: Any, source: Any) -> None:
    if not handler.sqs_backend.list_dead_letter_source_queues(source.name):
        raise _unsupported("Source queue must be configured as a Dead Letter Queue.")
    if any(task.Status == "RUNNING" for task in _tasks_of(handler, source)):
        raise _unsupported(
            "There is already a task running. Only one active task is allowed for a source queue"
            " arn at a given time."
        )


def _list(handler: Any) -> ActionResult:
    """Answer ListMessageMoveTasks: newest first, one unless the request asks for more."""
    most = min(int(_param(handler, "MaxResults") or 1), _MOST_LISTED)
    mine = _tasks_of(handler, _queue(handler, "SourceArn"))
    return ActionResult({"Results": [task.described() for task in mine[:most]]})


def _cancel(handler: Any) -> ActionResult:
    """Answer CancelMessageMoveTask; messages that have moved stay moved."""
    handle = _param(handler, "TaskHandle")
    task = next((each for each in _tasks(handler) if each.TaskHandle == handle), None)
    if task is None:
        raise SQSException("ResourceNotFoundException", "Task does not exist.")
    with queues_changed:
        if task.Status != "RUNNING":
            raise _unsupported("Only active tasks can be cancelled.")
        task.Status = "CANCELLED"
    return ActionResult({"ApproximateNumberOfMessagesMoved": task.ApproximateNumberOfMessagesMoved})


def _rate(handler: Any) -> int | None:
    given = _param(handler, "MaxNumberOfMessagesPerSecond")
    if given is not None and not 1 <= int(given) <= _FASTEST:
        raise SQSException(
            "InvalidParameterValue",
            f"Value {given} for parameter MaxNumberOfMessagesPerSecond is invalid. Reason: it must"
            f" be between 1 and {_FASTEST}.",
        )
    return None if given is None else int(given)


def _queue(handler: Any, parameter: str) -> Any:
    arn = _param(handler, parameter)
    for queue in list(handler.sqs_backend.queues.values()):
        if queue.queue_arn == arn:
            return queue
    raise SQSException(
        "ResourceNotFoundException",
        f"The resource that you specified for the {parameter} parameter doesn't exist.",
    )


def _param(handler: Any, name: str) -> Any:
    return handler._get_param(name)  # noqa: SLF001 (moto has no public name for it)


def _tasks_of(handler: Any, source: Any) -> list[_Task]:
    return [task for task in _tasks(handler) if task.SourceArn == source.queue_arn]


def _tasks(handler: Any) -> list[_Task]:
    """The tasks of the account; a reset of the backend removes them."""
    backend = handler.sqs_backend
    if not hasattr(backend, "move_tasks"):
        backend.move_tasks = []
    tasks: list[_Task] = backend.move_tasks
    return tasks


def _unsupported(message: str) -> SQSException:
    return SQSException("AWS.SimpleQueueService.UnsupportedOperation", message)
