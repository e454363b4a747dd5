"""The command that shows auditors which controls are held by which policies and tests."""

import dataclasses
import json
from typing import Annotated

import typer
from rich.table import Table

from gitops.adapters.console import Reporter
from gitops.compliance import frameworks
from gitops.compliance.frameworks import Framework, FrameworkName
from gitops.compliance.policies import catalogue


def controls(
    framework: Annotated[
        FrameworkName | None, typer.Option(help="One framework; without it, all of them.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON, with the tests of each control.")
    ] = False,
) -> None:
    """Show which controls of NIST, CIS, PCI DSS, SOC 2 and ISO 27001 the policies hold.

    What no policy holds is counted as not claimed. The mapping is that of Prowler.
    """
    chosen = [one for one in frameworks.held(catalogue()) if framework in (None, one.name)]
    if as_json:
        typer.echo(json.dumps([_document(one) for one in chosen], indent=2))
        return
    report = Reporter()
    for one in chosen:
        report.show(_table(one))
        report.say(f"{one.title}: {one.not_claimed} of {one.total} controls are not claimed")


def _document(framework: Framework) -> dict[str, object]:
    return {**dataclasses.asdict(framework), "not_claimed": framework.not_claimed}


def _table(framework: Framework) -> Table:
    shown = Table(title=framework.title, title_justify="left")
    for name in ("control", "checks", "policies", "tests"):
        shown.add_column(name)
    for one in framework.controls:
        checks, policies = f"{len(one.checks)} of {one.of}", "\n".join(one.policies)
        shown.add_row(one.id, checks, policies, f"{len(one.tests)} files")
    return shown
