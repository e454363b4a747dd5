"""Gives dead letters back, function by function."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from gitops.adapters.aws import client
from gitops.adapters.cloud import Cloud
from gitops.adapters.errors import Failure, Refusal
from market.redrive.dead_letters import Letter, LetterBox
from market.redrive.events import EventReplay
from market.redrive.records import RecordReplay

MOVE_SECONDS = 600.0
PAUSE_SECONDS = 0.5
RUNNING = ("RUNNING", "CANCELLING")
FUNCTIONS = ("data-processor", "error-notifier", "price-enricher", "webhook-processor")
QUEUES = {"data-processor": "market-data-dlq"}

Progress = Callable[[str], None]


class Replay(Protocol):
    """What gives one letter back."""

    def replay(self, letter: Letter) -> None:
        """Hand it to the function.

        Raises:
            ValueError: it cannot be given back; says why.
        """


@dataclass
class Redriven:
    """How many letters went back, and which stayed and why."""

    moved: int = 0
    stayed: list[str] = field(default_factory=list)


def box(function: str, suffix: str, cloud: Cloud) -> LetterBox:
    """The dead letter queue of a function.

    Raises:
        Refusal: no such function, or no such queue.
    """
    if function not in FUNCTIONS:
        raise Refusal(f"There is no function {function!r}; choose one of: {', '.join(FUNCTIONS)}.")
    return LetterBox(cloud, f"{QUEUES.get(function, f'{function}-dlq')}-{suffix}")


def redrive(
    function: str, suffix: str, cloud: Cloud, most: int | None, progress: Progress
) -> Redriven:
    """Give back up to `most` letters; one is deleted only once it was taken.

    To do it twice changes nothing more: ticks and alerts are stored once, however often they come.
    """
    letters = box(function, suffix, cloud)
    if function == "data-processor":
        if most is not None:
            raise Refusal("SQS moves a whole queue: data-processor takes no --max.")
        return _moved(letters, cloud, progress)
    if function == "price-enricher":
        replay: Replay = RecordReplay(cloud, f"{function}-{suffix}", f"crypto-prices-{suffix}")
    else:
        replay = EventReplay(cloud, f"{function}-{suffix}")
    return _replayed(letters, replay, most, progress)


def _replayed(letters: LetterBox, replay: Replay, most: int | None, progress: Progress) -> Redriven:
    done, left = Redriven(), []
    # A function may put what it still cannot process back into the queue: no more than now wait.
    for letter in letters.letters(letters.waiting if most is None else most):
        try:
            replay.replay(letter)
        except ValueError as error:
            done.stayed.append(f"{letter.id}: {error}")
            left.append(letter)
        else:
            letters.delete(letter)
            done.moved += 1
        progress(f"{done.moved} given back, {len(left)} left")
    for letter in left:
        letters.give_back(letter)
    return done


def _moved(letters: LetterBox, cloud: Cloud, progress: Progress) -> Redriven:
    """Let SQS move the messages to where they came from.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
    """
    queues = client(cloud, "sqs")
    queues.start_message_move_task(SourceArn=letters.arn)
    deadline = time.monotonic() + MOVE_SECONDS
    while True:
        (task, *_) = queues.list_message_move_tasks(SourceArn=letters.arn)["Results"]
        moved = int(task.get("ApproximateNumberOfMessagesMoved", 0))
        progress(f"{moved} of {task.get('ApproximateNumberOfMessagesToMove', 0)} moved")
        if task["Status"] not in RUNNING:
            break
        if time.monotonic() > deadline:
            raise Failure(f"SQS is still moving the messages of {letters.name}; ask again later.")
        time.sleep(PAUSE_SECONDS)
    if task["Status"] != "COMPLETED":
        raise Failure(f"SQS stopped after {moved} messages: {task.get('FailureReason', 'unknown')}")
    return Redriven(moved)
