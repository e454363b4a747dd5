"""The command that checks synthesized stacks, a plan or the live state."""

from pathlib import Path
from typing import Annotated

import typer

from gitops.adapters import actions_run
from gitops.adapters import cloud as clouds
from gitops.adapters.console import Reporter
from gitops.adapters.errors import Failure
from gitops.adapters.paths import ROOT, EnvironmentPaths
from gitops.commands.options import CloudName, Stack, Suffix, Where, opened, suffix_of
from gitops.compliance import check as checks
from gitops.compliance import markdown
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
) -> None:
    """Check an environment against the policies; synthesized Terraform also against Checkov.

    With the synthesized stacks of an environment, the account's own stack is checked.

    Exit code 1: a finding; with `--on live` also when nothing is deployed.

    Writes table, JSON, Markdown, SARIF and JUnit to build/environments/<suffix>/reports/.
    """
    if on is Place.SYNTH:
        _check_synthesized(suffix_of(suffix), stack)
        return
    if on is Place.LIVE:
        presence.require_deployed(suffix_of(suffix), clouds.find(cloud))
    with opened(suffix, stack, cloud, changes=False, to_plan=on is Place.PLAN) as environment:
        operations.init(environment)
        if on is Place.LIVE:
            shown = live_state.read(environment)
        else:
            operations.plan(environment, lock=False)
            operations.describe(environment)
            shown = {name: environment.paths.plan_json(name) for name in environment.declared}
        with environment.report.step("check") as step:
            result = checks.there(environment.paths, shown, on, whole=environment.whole)
            step.result = _where(environment.paths, on)
    show_result(result, environment.report)


def _check_synthesized(suffix: str, stack: str) -> None:
    reporter, paths = Reporter(), EnvironmentPaths(suffix)
    with records.exclusive(suffix):
        operations.build(suffix, stack, reporter)
        with reporter.step("check") as step:
            account = _account(paths) if stack == synthesis.ALL else None
            result = checks.synthesized(paths, account)
            step.result = _where(paths, Place.SYNTH)
    show_result(result, reporter)


def _account(paths: EnvironmentPaths) -> Path:
    """The account's own stack as any account gets it, in a folder of its own."""
    folder = paths.home / "account"
    account_stack.synthesize(folder, migrated=False, example=True)
    return folder


def _where(paths: EnvironmentPaths, on: Place) -> str:
    forms = ",".join(FORMS)
    return f"reports: {(paths.reports / str(on)).relative_to(ROOT)}.{{{forms}}}"


def show_result(result: Result, report: Reporter) -> None:
    """Show the table, then one line per section; in a workflow also in the job summary.

    Raises:
        Failure: with all findings.
    """
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
