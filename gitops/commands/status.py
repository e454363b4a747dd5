"""The command that shows the state of an environment at a glance."""

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

import typer
from botocore.exceptions import BotoCoreError, ClientError
from rich.cells import cell_len, set_cell_size
from rich.console import Console

from gitops.adapters import cloud as clouds
from gitops.adapters.cloud import Cloud
from gitops.adapters.console import Reporter
from gitops.adapters.errors import Failure, Refusal
from gitops.adapters.inert import inert
from gitops.commands.options import CloudName, Suffix, Where, suffix_of
from gitops.environment import status as statuses
from gitops.environment.record import moment
from gitops.environment.status import EnvironmentStatus, FunctionStatus, QueueStatus

SCHEMA = 1
COLUMNS = 80
UNHEALTHY = 1
SECONDS = 5.0
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


def status(
    suffix: Suffix = "dev",
    cloud: Where = CloudName.local,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Refresh it every five seconds until Ctrl-C.")
    ] = False,
) -> None:
    """Show functions, queues, alarms, age; exit code 1 for an alarm, lag or loss, 2 if unknown."""
    name, where = suffix_of(suffix), clouds.find(cloud)
    found = _read(name, where)
    _show(found, as_json=as_json)
    while watch:
        time.sleep(SECONDS)
        found = _read(name, where)
        if not as_json:
            Console().clear()  # on a terminal only
        _show(found, as_json=as_json)
    raise typer.Exit(0 if found.is_healthy else UNHEALTHY)


def _read(suffix: str, cloud: Cloud) -> EnvironmentStatus:
    try:
        return statuses.read(suffix, cloud)
    except (BotoCoreError, ClientError) as error:
        raise Refusal(
            f"The status of environment {suffix} is unknown: {cloud.name} does not answer as it"
            f" should ({error}); run gitops deploy --suffix {suffix} --cloud {cloud.name}"
        ) from error
    except Failure as failure:
        raise Refusal(str(failure)) from failure


def _show(found: EnvironmentStatus, *, as_json: bool) -> None:
    if as_json:
        document = {"schema": SCHEMA, "healthy": found.is_healthy, **asdict(found)}
        sys.stdout.write(json.dumps(document) + "\n")
        return
    report = Reporter()
    for line in screen(found, datetime.now(UTC)):
        report.say(line)


def screen(found: EnvironmentStatus, now: datetime) -> Iterator[str]:
    """The lines of the screen, none wider than 80 columns, safe for any terminal."""
    for line in _lines(found, now):
        text = inert(line)
        yield text if cell_len(text) <= COLUMNS else f"{set_cell_size(text, COLUMNS - 1)}…"


def _lines(found: EnvironmentStatus, now: datetime) -> Iterator[str]:
    yield "  ".join(filter(None, _head(found, now)))
    yield ""
    yield f"{'FUNCTION':<20} {'INV/5M':>7} {'ERR':>5} {'THROT':>5} {'P99 MS':>7} {'LAG S':>6}"
    for function in found.functions:
        yield from _function(function, found.environment)
    yield ""
    yield f"{'QUEUE':<28} {'READY':>7} {'IN FLIGHT':>9}  OLDEST"
    for queue in found.queues:
        yield _queue(queue, found.environment)
    yield ""
    yield from _alarms(found, now)


def _head(found: EnvironmentStatus, now: datetime) -> Iterator[str]:
    yield found.environment
    yield found.cloud
    yield f"deployed {_ago(found.deployed, now)}" if found.deployed else ""
    yield f"expires in {_span(-_age(found.expires, now))}" if found.expires else "never expires"
    yield f"commit {found.commit[:8]}" if found.commit else ""
    checked = found.drift_checked
    yield f"drift checked {_ago(checked, now)}" if checked else "drift never checked"


def _function(one: FunctionStatus, suffix: str) -> Iterator[str]:
    yield (
        f"{_short(one.name, suffix):<20} {one.invocations:>7.0f} {one.errors:>5.0f}"
        f" {one.throttles:>5.0f} {_number(one.p99_ms):>7} {_number(one.lag_s):>6}"
    )
    if one.last_error:
        at = f"{moment(one.last_error_at):%H:%M:%S}Z"
        yield f"  {at} {one.last_error}"


def _queue(one: QueueStatus, suffix: str) -> str:
    oldest = "-" if one.oldest_s is None else _span(one.oldest_s)
    name = _short(one.name, suffix)
    return f"{name:<28} {one.waiting:>7} {one.in_flight:>9}  {oldest}"


def _alarms(found: EnvironmentStatus, now: datetime) -> Iterator[str]:
    counts = [
        f"{count} {state}"
        for state in ("OK", "ALARM", "INSUFFICIENT_DATA")
        if (count := sum(alarm.state == state for alarm in found.alarms))
    ]
    yield f"ALARMS  {len(found.alarms)}: {', '.join(counts) or 'none'}"
    for alarm in found.not_ok:
        name = _short(alarm.name, found.environment)
        yield f"{alarm.state:<6}  {name}  for {_span(_age(alarm.since, now))}"
    for gone in found.missing:
        yield f"MISSING {_short(gone, found.environment)}"


def _short(name: str, suffix: str) -> str:
    return name.removesuffix(f"-{suffix}")


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.0f}"


def _ago(at: str, now: datetime) -> str:
    return f"{_span(_age(at, now))} ago"


def _age(at: str, now: datetime) -> float:
    return (now - moment(at)).total_seconds()


def _span(seconds: float) -> str:
    """A span of time in the two largest units that matter."""
    whole = max(0, int(seconds))
    if whole < 2 * _MINUTE:
        return f"{whole} s"
    if whole < _HOUR:
        return f"{whole // _MINUTE} min"
    if whole < 3 * _DAY:
        return f"{whole // _HOUR} h {whole % _HOUR // _MINUTE} min"
    return f"{whole // _DAY} d"
