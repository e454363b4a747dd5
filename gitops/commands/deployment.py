"""The commands that plan, deploy, test and destroy one environment."""

import json
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from gitops.adapters import actions_run
from gitops.adapters import cloud as clouds
from gitops.adapters.console import Reporter
from gitops.adapters.paths import ROOT
from gitops.approval import admission, failed_deploys, gate
from gitops.commands.options import CloudName, Confirm, Stack, Suffix, Where, opened, suffix_of
from gitops.environment import cycle as cycles
from gitops.environment import operations, outputs, synthesis
from gitops.plans import changes


def plan(
    suffix: Suffix = "dev",
    stack: Stack = synthesis.ALL,
    cloud: Where = CloudName.local,
    *,
    detailed_exitcode: Annotated[
        bool, typer.Option("--detailed-exitcode", help="Exit with 2 when the plan has changes.")
    ] = False,
) -> None:
    """Plan an environment, without locking its state."""
    with opened(suffix, stack, cloud, changes=False, to_plan=True) as environment:
        operations.init(environment)
        changed = operations.plan(environment, lock=False)
        operations.describe(environment)
    raise typer.Exit(operations.CHANGES if changed and detailed_exitcode else 0)


def deploy(
    suffix: Suffix = "dev",
    stack: Stack = synthesis.ALL,
    cloud: Where = CloudName.local,
    approved: Annotated[
        Path | None, typer.Option(help="Apply only the plan saved in this folder.")
    ] = None,
    *,
    reviewed: Annotated[
        bool, typer.Option("--reviewed", help="Apply only the plan of the merged pull request.")
    ] = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="Show and apply what a failed deploy left.")
    ] = False,
) -> None:
    """Check, plan and apply an environment, then write its outputs.

    Exit code 3 with --reviewed or --approved: the plan differs, or nobody approved; nothing was
    applied. A commit older than the deployed one ends with 0 and applies nothing.
    """
    if (reviewed or approved) and not admission.admits(
        suffix_of(suffix), clouds.find(cloud), Reporter(), unreviewed=bool(approved)
    ):
        return
    with opened(suffix, stack, cloud, changes=True, to_plan=True) as environment:
        if reviewed or approved:
            _admit(environment)
            cycles.plan(environment)
        else:
            cycles.check_and_plan(environment)
        operations.describe(environment)
        if resume:
            _show_rest(environment)
        if reviewed or approved:
            _verify(environment, approved, rest=resume)
        with failed_deploys.report_outcome(suffix, environment.report.say):
            operations.refresh(environment, operations.deploy(environment))
    actions_run.set_output("deployed", "true")
    outputs.copy_flat(outputs.read(suffix))
    environment.report.say(
        f"Outputs: {environment.paths.outputs.relative_to(ROOT)}, cfn-outputs/<stack>/"
    )


def _admit(environment: operations.OpenEnvironment) -> None:
    """What the review asked of the pull request's synthesis, of that of the merge, before init."""
    with environment.report.step("admit") as step:
        bucket = "" if environment.cloud.is_local else os.environ.get("STATE_BUCKET", "")
        gate.admit(environment.record.suffix, bucket)
        step.result = "the review's allow list"
    cycles.check_before_init(environment)


def _show_rest(environment: operations.OpenEnvironment) -> None:
    plans = [changes.read(name, environment.paths.plan_json(name)) for name in environment.stacks]
    for line in failed_deploys.remaining_changes(plans) or ["No changes remain."]:
        environment.report.say(line)


def _verify(environment: operations.OpenEnvironment, approved: Path | None, *, rest: bool) -> None:
    with environment.report.step("review") as step:
        suffix, stacks = environment.record.suffix, environment.stacks
        remarks = gate.verify(suffix, stacks, "", approved, rest=rest)
        which = "approved" if approved else "reviewed"
        step.result = "; ".join([f"the plan equals the {which} plan", *remarks])


def show_outputs(suffix: Suffix = "dev", stack: Stack = synthesis.ALL) -> None:
    """Print the outputs of a deployed environment as JSON."""
    found = outputs.read(suffix_of(suffix))
    chosen = {name: found[name] for name in synthesis.chosen(sorted(found), stack)}
    sys.stdout.write(json.dumps(chosen, indent=2, sort_keys=True) + "\n")


def run_tests(suffix: Suffix = "dev", cloud: Where = CloudName.local) -> None:
    """Run the integration tests against a deployed environment."""
    with opened(suffix, synthesis.ALL, cloud, changes=True) as environment:
        operations.test(environment)


def destroy(
    suffix: Suffix = "dev",
    stack: Stack = synthesis.ALL,
    cloud: Where = CloudName.local,
    confirm: Confirm = "",
) -> None:
    """Destroy an environment, then scan for leftover resources."""
    operations.refuse_unconfirmed(suffix_of(suffix), confirm)
    with opened(suffix, stack, cloud, changes=True) as environment:
        operations.init(environment)
        operations.destroy(environment)
