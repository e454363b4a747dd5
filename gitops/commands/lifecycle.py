"""The commands that look after all environments at once."""

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from gitops.adapters import cloud as clouds
from gitops.adapters import github_client as github
from gitops.adapters.console import Reporter
from gitops.adapters.errors import Failure
from gitops.commands.options import CloudName, Where
from gitops.environment.record import moment, rfc3339
from gitops.fleet.candidates import Verdict
from gitops.fleet.sweep import Sweep


def environments(
    cloud: Where = CloudName.local,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, not a table.")] = False,
) -> None:
    """List the environments: whose they are, how old, when they expire; and what is unreadable."""
    # What is not JSON must not stand in it.
    report = Reporter(out=Console(stderr=True, soft_wrap=True)) if as_json else Reporter()
    sweeper = _sweep(cloud, report)
    verdicts, unreadable = sweeper.verdicts(), sweeper.unreadable()
    if as_json:
        document = {
            "environments": [_plain(verdict) for verdict in verdicts],
            "unreadable": [asdict(each) for each in unreadable],
        }
        sys.stdout.write(json.dumps(document, indent=2) + "\n")
        return
    report.show(_table(verdicts))
    for each in unreadable:
        report.say(each.reason)


def _plain(verdict: Verdict) -> dict[str, Any]:
    """One environment as JSON values; times are RFC 3339."""
    found, record = verdict.found, verdict.found.record
    return {
        "environment": found.suffix,
        "owner": record.owner if record else None,
        "pull_request": found.pull_request or None,
        "created": record.created if record else None,
        "expires": rfc3339(found.expiry) if found.expiry else None,
        "known_by": found.sources,
        "sweep_removes": verdict.goes,
        "reason": verdict.why,
    }


def _table(verdicts: Iterable[Verdict]) -> Table:
    """A row for each environment; in 80 columns names stay whole and sentences are wrapped."""
    table = Table(box=SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0), pad_edge=False)
    for title in ("environment", "age", "expires"):
        table.add_column(title, no_wrap=True)
    for title in ("owner", "known by", "a sweep"):
        table.add_column(title, overflow="fold")
    for verdict in verdicts:
        found, record = verdict.found, verdict.found.record
        table.add_row(
            found.suffix,
            _age(record.created) if record else "",
            f"{found.expiry:%Y-%m-%d %H:%M}Z" if found.expiry else "never",
            escape(record.owner) if record else "",
            ", ".join(found.sources),
            escape(f"{'removes' if verdict.goes else 'keeps'} it: {verdict.why}"),
        )
    return table


def sweep(
    cloud: Where = CloudName.local,
    *,
    apply: Annotated[bool, typer.Option("--apply", help="Remove them, do not just tell.")] = False,
    only: Annotated[str, typer.Option(help="Look at this environment alone.")] = "",
) -> None:
    """Remove the environments that expired or whose pull request is closed; or tell which.

    Exit code 1 when one will not die, or when something that describes one cannot be read.
    """
    report = Reporter()
    sweeper = _sweep(cloud, report)
    verdicts = [each for each in sweeper.verdicts() if only in ("", each.found.suffix)]
    if only and not verdicts:
        report.say(f"There is no {only}.")
    for verdict in verdicts:
        report.say(f"{'goes' if verdict.goes else 'stays'}  {verdict.found.suffix}: {verdict.why}")
    going = [verdict for verdict in verdicts if verdict.goes]
    faults = _remove(sweeper, going, report) if apply else []
    if going and not apply:
        report.say("Nothing was removed; to remove what goes: gitops sweep --apply")
    faults += _unreadable(sweeper, only, apply=apply)
    if faults:
        raise Failure("\n".join(faults))


def _remove(sweeper: Sweep, going: list[Verdict], report: Reporter) -> list[str]:
    """Remove every one, whatever becomes of the others; return what to say of those that stay."""
    alive = []
    for verdict in going:
        try:
            sweeper.remove(verdict.found)
        except Failure as failure:
            report.fail(str(failure))
            alive.append(verdict.found.suffix)
    return [f"Still there: {', '.join(alive)}."] if alive else []


def _unreadable(sweeper: Sweep, only: str, *, apply: bool) -> list[str]:
    """What cannot be read, now that what goes is gone; a whole sweep keeps an issue of it."""
    found = sweeper.unreadable()
    if apply and not only:
        sweeper.report_unreadable(found)
    return [each.reason for each in found if only in ("", each.suffix)]


def _sweep(cloud: CloudName, report: Reporter) -> Sweep:
    repository = github.connect() if github.is_configured() else None
    if repository is None:
        report.say("GitHub is not asked for open pull requests: GITHUB_TOKEN is not set.")
    return Sweep(clouds.find(cloud), repository, report)


def _age(created: str) -> str:
    hours, rest = divmod(int((datetime.now(UTC) - moment(created)).total_seconds()), 3600)
    return f"{hours // 24} d" if hours >= 24 * 3 else f"{hours} h {rest // 60:02} min"
