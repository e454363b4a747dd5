"""The command that shows what functions log."""

import json
import re
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Annotated

import typer

from gitops.adapters import cloud as clouds
from gitops.adapters.console import Reporter
from gitops.adapters.errors import Refusal
from gitops.adapters.inert import inert
from gitops.commands.options import CloudName, Suffix, Where, suffix_of
from gitops.environment import status
from gitops.environment.log_events import LogEvent, LogReader

# A text, which stays, or a number that JSON does not have.
_NO_JSON = re.compile(r'("(?:[^"\\]|\\.)*")|(-?Infinity|NaN)')
_SPAN = re.compile(r"(\d{1,6})([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}


def logs(
    function: Annotated[
        str, typer.Argument(help="One function, without its suffix; none for all.")
    ] = "",
    suffix: Suffix = "dev",
    cloud: Where = CloudName.local,
    *,
    follow: Annotated[
        bool, typer.Option("--follow", "-f", help="Keep printing new lines until Ctrl-C.")
    ] = False,
    errors: Annotated[bool, typer.Option("--errors", help="Errors only.")] = False,
    since: Annotated[str, typer.Option(help="How far back: 30s, 10m, 2h or 1d.")] = "10m",
    everything: Annotated[
        bool, typer.Option("--all", help="Lambda's own lines (start, report) as well.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON lines.")] = False,
) -> None:
    """Show what the functions of an environment log, in chronological order."""
    name, where = suffix_of(suffix), clouds.find(cloud)
    chosen = _chosen(status.function_names(name, where), function, name)
    reader = LogReader(where, chosen, _begin(since), errors)
    events: Iterable[LogEvent] = reader.follow() if follow else reader.read()
    shown = (event for event in events if everything or not event.is_platform)
    _print(shown, name, as_json=as_json)


def _print(events: Iterable[LogEvent], suffix: str, *, as_json: bool) -> None:
    report = Reporter()
    for event in events:
        if as_json:
            sys.stdout.write(_as_json(event) + "\n")
            sys.stdout.flush()
        else:
            for line in lines(event, suffix):
                report.say(line)


def lines(event: LogEvent, suffix: str) -> Iterator[str]:
    """The event for a terminal, each of its lines safe: time, function, level, text."""
    head = f"{event.at:%H:%M:%S}.{event.at.microsecond // 1000:03d}"
    name = event.function.removesuffix(f"-{suffix}")
    first, *rest = event.text.splitlines() or [""]
    yield f"{head} {inert(name)} {inert(event.level) or '-':<5} {inert(first)}"
    for line in rest:
        yield f"    {inert(line)}"


def _as_json(event: LogEvent) -> str:
    """The event as JSON on one line; of a JSON object with each of its digits and names."""
    at = event.at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    head = json.dumps({"time": at, "function": event.function})
    line = json.dumps(event.line) if event.fields is None else _object(event.line)
    return f'{head[:-1]}, "event": {line}}}'.replace("\x7f", "\\u007f")


def _object(line: str) -> str:
    """The JSON object of the line, as valid JSON in ASCII: Python writes and reads NaN, JSON not.

    Parsed and written anew it would lose digits of numbers, and names that stand twice.
    """
    valid = _NO_JSON.sub(lambda match: match[1] or f'"{match[2]}"', line)
    flat = re.sub(r"[\t\n\r]", " ", valid)  # between values: no text of JSON has one of these
    return re.sub(r"[^ -\x7f]", lambda match: json.dumps(match[0])[1:-1], flat)


def _chosen(names: Sequence[str], function: str, suffix: str) -> list[str]:
    if not function:
        return list(names)
    found = [name for name in names if function in (name, name.removesuffix(f"-{suffix}"))]
    if not found:
        known = ", ".join(name.removesuffix(f"-{suffix}") for name in names)
        raise Refusal(f"Environment {suffix} has no function {function!r}; choose one of: {known}.")
    return found


def _begin(text: str) -> datetime:
    """So long ago, but not before 1970: AWS takes no negative time."""
    match = _SPAN.fullmatch(text)
    if match is None:
        raise Refusal(f"--since {text!r} is not a time span; write 30s, 10m, 2h or 1d.")
    begin = time.time() - int(match[1]) * _SECONDS[match[2]]
    return datetime.fromtimestamp(max(0.0, begin), UTC)
