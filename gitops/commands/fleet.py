"""The commands for all environments."""

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table

from gitops.adapters import cloud as clouds
from gitops.adapters import github_client as github
from gitops.adapters.console import Reporter, reporter
from gitops.adapters.errors import Failure
from gitops.commands.options import CloudName, Where
from gitops.environment.record import moment, rfc3339
from gitops.fleet.candidates import SweepDecision, minute
from gitops.fleet.sweep import Sweep


def environments(
    cloud: Where = CloudName.local,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """List all environments: owner, pull request, age, expiry; and unreadable records."""
    report = reporter(for_machines=as_json)
    sweeper = _sweep(cloud, report)
    decisions, unreadable = sweeper.decisions(), sweeper.unreadable()
    if as_json:
        document = {
            "environments": [_plain(decision) for decision in decisions],
            "unreadable": [asdict(each) for each in unreadable],
        }
        sys.stdout.write(json.dumps(document, indent=2) + "\n")
        return
    report.show(_table(decisions))
    for each in unreadable:
        report.say(each.reason)


def _plain(decision: SweepDecision) -> dict[str, Any]:
    """One environment as JSON values; times are RFC 3339."""
    found, record = decision.found, decision.found.record
    return {
        "environment": found.suffix,
        "owner": record.owner if record else None,
        "pull_request": found.pull_request or None,
        "created": record.created if record else None,
        "expires": rfc3339(found.expiry) if found.expiry else None,
        "found_by": found.sources,
        "sweep": _action(decision),
        "reason": decision.reason,
    }


def _table(decisions: Iterable[SweepDecision]) -> Table:
    """A row for each environment; in 80 columns names stay whole and sentences are wrapped."""
    table = Table(box=SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0), pad_edge=False)
    for title in ("environment", "age", "expires"):
        table.add_column(title, no_wrap=True)
    for title in ("owner", "found by", "sweep"):
        table.add_column(title, overflow="fold")
    for decision in decisions:
        found, record = decision.found, decision.found.record
        table.add_row(
            found.suffix,
            _age(record.created) if record else "",
            f"{found.expiry:%Y-%m-%d %H:%M}Z" if found.expiry else "never",
            record.owner if record else "",
            ", ".join(found.sources),
            f"{_action(decision)}: {decision.reason}",
        )
    return table


def sweep(
    cloud: Where = CloudName.local,
    *,
    apply: Annotated[
        bool, typer.Option("--apply", help="Remove them; without it, only list.")
    ] = False,
    only: Annotated[str, typer.Option(help="Only this environment.")] = "",
) -> None:
    """Remove environments that expired or whose pull request is closed, or list them.

    Exit code 1 when a cleanup failed or a record cannot be read.
    """
    report = Reporter()
    sweeper = _sweep(cloud, report)
    decisions = [each for each in sweeper.decisions() if only in ("", each.found.suffix)]
    if only and not decisions:
        report.say(f"Environment {only} does not exist.")
    for decision in decisions:
        report.say(_line(decision))
    removed = [decision for decision in decisions if decision.removes]
    faults = _remove(sweeper, removed, report) if apply else []
    if removed and not apply:
        report.say("Nothing was removed. To remove them: gitops sweep --apply")
    faults += _unreadable(sweeper, only, apply=apply)
    if faults:
        raise Failure("\n".join(faults))


def _line(decision: SweepDecision) -> str:
    found = decision.found
    expires = f", expires {minute(found.expiry)}" if found.expiry else ""
    return f"{_action(decision):<6}  {found.suffix}{expires}: {decision.reason}"


def _remove(sweeper: Sweep, decisions: list[SweepDecision], report: Reporter) -> list[str]:
    """Remove each, whether or not another fails; return a message about those that remain."""
    remaining = []
    for decision in decisions:
        try:
            sweeper.remove(decision.found)
        except Failure as failure:
            report.fail(str(failure))
            remaining.append(decision.found.suffix)
    return [f"Not removed: {', '.join(remaining)}."] if remaining else []


def _unreadable(sweeper: Sweep, only: str, *, apply: bool) -> list[str]:
    """Records that cannot be read after the removals; a whole sweep reports them as an issue."""
    found = sweeper.unreadable()
    if apply and not only:
        sweeper.report_unreadable(found)
    return [each.reason for each in found if only in ("", each.suffix)]


def _sweep(cloud: CloudName, report: Reporter) -> Sweep:
    repository = github.connect() if github.is_configured() else None
    if repository is None:
        report.say("GITHUB_TOKEN is not set: open pull requests are not considered.")
    return Sweep(clouds.find(cloud), repository, report)


def _action(decision: SweepDecision) -> str:
    return "remove" if decision.removes else "keep"


def _age(created: str) -> str:
    hours, rest = divmod(int((datetime.now(UTC) - moment(created)).total_seconds()), 3600)
    return f"{hours // 24} d" if hours >= 24 * 3 else f"{hours} h {rest // 60:02} min"
