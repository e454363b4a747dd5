"""Redrives dead-letter messages, by function."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from gitops.adapters.aws import client
from gitops.adapters.cloud import Cloud
from gitops.adapters.errors import Failure, Refusal
from market.redrive.dead_letters import DeadLetterMessage, RedriveQueue
from market.redrive.events import EventReplay
from market.redrive.records import RecordReplay

MOVE_SECONDS = 600.0
PAUSE_SECONDS = 0.5
RUNNING = ("RUNNING", "CANCELLING")
FUNCTIONS = ("data-processor", "error-notifier", "price-enricher", "webhook-processor")
QUEUES = {"data-processor": "market-data-dlq"}

Progress = Callable[[str], None]


class Replay(Protocol):
    """Replays one message."""

    def replay(self, message: DeadLetterMessage) -> None:
        """Invoke the function with it.

        Raises:
            ValueError: it cannot be replayed, with the reason.
        """


@dataclass
class Redriven:
    """How many messages were redriven, and which failed and why."""

    moved: int = 0
    failed: list[str] = field(default_factory=list)


def dead_letter_queue(function: str, suffix: str, cloud: Cloud) -> RedriveQueue:
    """The dead-letter queue of a function.

    Raises:
        Refusal: no such function, or no such queue.
    """
    if function not in FUNCTIONS:
        raise Refusal(f"Unknown function {function!r}; choose one of: {', '.join(FUNCTIONS)}.")
    return RedriveQueue(cloud, f"{QUEUES.get(function, f'{function}-dlq')}-{suffix}")


def redrive(
    function: str, suffix: str, cloud: Cloud, most: int | None, progress: Progress
) -> Redriven:
    """Redrive up to `most` messages; each is deleted only after it was replayed.

    It is idempotent: ticks and alerts are stored once, however often they arrive.
    """
    queue = dead_letter_queue(function, suffix, cloud)
    if function == "data-processor":
        if most is not None:
            raise Refusal("SQS redrives a whole queue: --max is not supported for data-processor.")
        return _moved(queue, cloud, progress)
    if function == "price-enricher":
        replay: Replay = RecordReplay(cloud, f"{function}-{suffix}", f"crypto-prices-{suffix}")
    else:
        replay = EventReplay(cloud, f"{function}-{suffix}")
    return _replayed(queue, replay, most, progress)


def _replayed(
    queue: RedriveQueue, replay: Replay, most: int | None, progress: Progress
) -> Redriven:
    done, left = Redriven(), []
    # A message that fails again may return to the queue: replay only those visible now.
    for message in queue.receive(queue.visible if most is None else most):
        try:
            replay.replay(message)
        except ValueError as error:
            done.failed.append(f"{message.id}: {error}")
            left.append(message)
        else:
            queue.delete(message)
            done.moved += 1
        progress(f"{done.moved} redriven, {len(left)} failed")
    for message in left:
        queue.release(message)
    return done


def _moved(queue: RedriveQueue, cloud: Cloud, progress: Progress) -> Redriven:
    """Let SQS redrive the messages to their source queue.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
    """
    queues = client(cloud, "sqs")
    queues.start_message_move_task(SourceArn=queue.arn)
    deadline = time.monotonic() + MOVE_SECONDS
    while True:
        (task, *_) = queues.list_message_move_tasks(SourceArn=queue.arn)["Results"]
        moved = int(task.get("ApproximateNumberOfMessagesMoved", 0))
        progress(f"{moved} of {task.get('ApproximateNumberOfMessagesToMove', 0)} moved")
        if task["Status"] not in RUNNING:
            break
        if time.monotonic() > deadline:
            raise Failure(f"SQS is still moving messages of {queue.name}; check it again later.")
        time.sleep(PAUSE_SECONDS)
    if task["Status"] != "COMPLETED":
        raise Failure(f"SQS stopped after {moved} messages: {task.get('FailureReason', 'unknown')}")
    return Redriven(moved)
