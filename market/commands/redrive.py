"""The command that redrives dead-letter messages."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from gitops.adapters import cloud as clouds
from gitops.adapters.cloud import Cloud
from gitops.adapters.console import Reporter
from gitops.adapters.errors import Failure
from gitops.adapters.inert import inert
from gitops.commands.options import CloudName, Suffix, Where, suffix_of
from market.redrive import redrive as redrives
from market.redrive.dead_letters import DeadLetterMessage, RedriveQueue
from market.redrive.reasons import reason_of

SHOWN = 10


def redrive(
    function: Annotated[str, typer.Argument(help="The function that failed on the messages.")],
    suffix: Suffix = "dev",
    cloud: Where = CloudName.local,
    *,
    apply: Annotated[
        bool, typer.Option("--apply", help="Redrive them; without it, only count.")
    ] = False,
    show: Annotated[
        bool, typer.Option("--show", help="Print the messages with their reasons; they stay.")
    ] = False,
    most: Annotated[
        int | None, typer.Option("--max", min=1, help="Redrive, or show, at most this many.")
    ] = None,
) -> None:
    """Redrive the dead-letter messages of a function; exit code 1 if one cannot be redriven."""
    report, where = Reporter(), clouds.find(cloud)
    queue = redrives.dead_letter_queue(function, suffix_of(suffix), where)
    if show:
        _show(queue, f"{function}-{suffix}", where, most, report)
        return
    if not apply:
        report.say(f"{queue.visible} messages in {queue.name}; redrive them with --apply.")
        return
    with report.step("redrive") as step:
        done = redrives.redrive(function, suffix, where, most, step.say)
        step.result = f"{done.moved} of {queue.name} redriven; {queue.visible} remain"
    if done.failed:
        raise Failure("\n".join([f"Not redriven, still in {queue.name}:", *done.failed]))


def _show(
    queue: RedriveQueue, function: str, cloud: Cloud, most: int | None, report: Reporter
) -> None:
    """Print the messages, safe for any terminal; they stay in the queue."""
    count = queue.visible
    messages = list(queue.receive(min(count, most or SHOWN)))
    try:
        for message in messages:
            report.say(_head(message))
            report.say(f"  {inert(reason_of(message, function, cloud))}")
            report.say(f"  {inert(message.body)}")
    finally:
        for message in messages:
            queue.release(message)
    report.say(f"{len(messages)} of {count} messages in {queue.name}; redrive them with --apply.")


def _head(message: DeadLetterMessage) -> str:
    sent = datetime.fromtimestamp(message.sent_ms / 1000, UTC)
    return f"{message.id}  sent {sent:%Y-%m-%d %H:%M:%S}Z  received {message.receives} times"
