"""The command that checks synthesized stacks, a plan or the live state."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from gitops.adapters import actions_run
from gitops.adapters import cloud as clouds
from gitops.adapters.console import Reporter, reporter
from gitops.adapters.errors import Failure
from gitops.adapters.paths import ROOT, EnvironmentPaths
from gitops.commands.options import CloudName, Stack, Suffix, Where, opened, suffix_of
from gitops.compliance import check as checks
from gitops.compliance import markdown, plain_json
from gitops.compliance.files import FORMS
from gitops.compliance.result import Result
from gitops.compliance.table import table
from gitops.environment import account_stack, live_state, operations, presence, records, synthesis
from policies.engine.stack import Place

On = Annotated[
    Place,
    typer.Option("--on", help="Check the synthesized JSON, the plan, or the live state."),
]


def check(
    suffix: Suffix = "dev",
    stack: Stack = synthesis.ALL,
    on: On = Place.SYNTH,
    cloud: Where = CloudName.local,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Check an environment against the policies; synthesized Terraform also against Checkov.

    The account's own stack is checked along with the synthesized stacks of an environment.

    Exit code 1: a finding; with `--on live` also when nothing is deployed.

    Writes table, JSON, Markdown, SARIF and JUnit to build/environments/<suffix>/reports/.
    """
    report, to_plan = reporter(for_machines=as_json), on is Place.PLAN
    if on is Place.SYNTH:
        show_result(_synthesized(suffix_of(suffix), stack, report), report, as_json=as_json)
        return
    if on is Place.LIVE:
        presence.require_deployed(suffix_of(suffix), clouds.find(cloud))
    with opened(suffix, stack, cloud, changes=False, to_plan=to_plan, report=report) as environment:
        operations.init(environment)
        if on is Place.LIVE:
            shown = live_state.read(environment)
        else:
            operations.plan(environment, lock=False)
            operations.describe(environment)
            shown = {name: environment.paths.plan_json(name) for name in environment.declared}
        with report.step("check") as step:
            result = checks.there(environment.paths, shown, on, whole=environment.whole)
            step.result = _where(environment.paths, on)
    show_result(result, report, as_json=as_json)


def _synthesized(suffix: str, stack: str, report: Reporter) -> Result:
    paths = EnvironmentPaths(suffix)
    with records.exclusive(suffix):
        operations.build(suffix, stack, report)
        with report.step("check") as step:
            account = _account(paths) if stack == synthesis.ALL else None
            result = checks.synthesized(paths, account)
            step.result = _where(paths, Place.SYNTH)
    return result


def _account(paths: EnvironmentPaths) -> Path:
    """The account's own stack as any account gets it, in a folder of its own."""
    folder = paths.home / "account"
    account_stack.synthesize(folder, migrated=False, example=True)
    return folder


def _where(paths: EnvironmentPaths, on: Place) -> str:
    forms = ",".join(FORMS)
    return f"reports: {(paths.reports / str(on)).relative_to(ROOT)}.{{{forms}}}"


def show_result(result: Result, report: Reporter, *, as_json: bool = False) -> None:
    """Show the table or the JSON, then one line per section; in a workflow also in the job summary.

    Raises:
        Failure: with all findings.
    """
    if as_json:
        sys.stdout.write(json.dumps(plain_json.document(result), indent=2) + "\n")
    else:
        report.show(table(result))
    actions_run.summarize(markdown.document(result))
    faults = []
    for section in result.sections:
        try:
            with report.step(section.tool) as step:
                step.result = checks.summarize(section)
        except Failure as failure:
            faults.append(f"{section.tool}: {failure}")
    if faults:
        raise Failure("\n".join(faults))
