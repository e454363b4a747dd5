"""The commands that plan, deploy, test and destroy one environment."""

import json
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from gitops.adapters import actions_run, github_client
from gitops.adapters import cloud as clouds
from gitops.adapters.console import Reporter
from gitops.adapters.paths import ROOT
from gitops.approval import clearance, failed_deploys, gate
from gitops.commands import removed_stacks
from gitops.commands.options import CloudName, Confirm, Stack, Suffix, Where, opened, suffix_of
from gitops.environment import cycle as cycles
from gitops.environment import integration_tests, operations, outputs, presence, synthesis
from gitops.fleet import kept
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
    commit: Annotated[
        str,
        typer.Option(
            envvar="GITHUB_SHA",
            help="With --reviewed: the commit on main; default in a workflow: the pushed commit.",
        ),
    ] = "",
    remove_stack: Annotated[
        list[str] | None,
        typer.Option(help="Destroy this deployed stack, which the code no longer declares."),
    ] = None,
    confirm: Confirm = "",
    reviewed: Annotated[
        bool, typer.Option("--reviewed", help="Apply only the plan of the merged pull request.")
    ] = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="Show and apply what a failed deploy left, if any.")
    ] = False,
) -> None:
    """Check, plan and apply an environment, then write its outputs.

    A deployed stack that the code no longer declares is destroyed if the review shows it, or
    --remove-stack names it. Exit code 3 with --reviewed or --approved: the plan differs, or nobody
    approved; nothing was applied. If a newer commit is deployed already, nothing is applied and
    the exit code is 0.
    """
    if resume:
        presence.require_deployed(suffix_of(suffix), clouds.find(cloud))
    if reviewed or approved:
        gate.require_given(approved, commit)
        if not clearance.is_cleared(
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
        remaining = _show_rest(environment) if resume else True
        if reviewed or approved:
            _verify(environment, approved, commit, rest=resume)
        else:
            removed_stacks.refuse_unnamed(environment, remove_stack or (), confirm)
        with failed_deploys.report_outcome(suffix, environment.report.say):
            if remaining:
                operations.refresh(environment, operations.deploy(environment))
            else:
                operations.write_outputs(environment)
    actions_run.set_output("deployed", "true")
    deployed = outputs.read(suffix)
    actions_run.set_output("url", outputs.url(deployed))
    outputs.copy_flat(deployed)
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


def _show_rest(environment: operations.OpenEnvironment) -> list[str]:
    """Show the changes that a failed deploy left; return them, one line each."""
    plans = [changes.read(name, environment.paths.plan_json(name)) for name in environment.stacks]
    lines = failed_deploys.remaining_changes(plans)
    for line in lines or ["No changes remain; nothing was applied."]:
        environment.report.say(line)
    return lines


def _verify(
    environment: operations.OpenEnvironment, approved: Path | None, commit: str, *, rest: bool
) -> None:
    with environment.report.step("review") as step:
        suffix, stacks = environment.record.suffix, environment.stacks
        remarks = gate.verify(suffix, stacks, commit, approved, rest=rest)
        which = "approved" if approved else "reviewed"
        step.result = "; ".join([f"the plan equals the {which} plan", *remarks])


def show_outputs(suffix: Suffix = "dev", stack: Stack = synthesis.ALL) -> None:
    """Print the outputs of a deployed environment as JSON."""
    found = outputs.read(suffix_of(suffix))
    chosen = {name: found[name] for name in synthesis.chosen(sorted(found), stack)}
    sys.stdout.write(json.dumps(chosen, indent=2, sort_keys=True) + "\n")


def run_tests(
    suffix: Suffix = "dev",
    cloud: Where = CloudName.local,
    time_limit: Annotated[
        float, typer.Option(min=0, help="Minutes after which the tests are interrupted.")
    ] = integration_tests.LIMIT_MINUTES,
) -> None:
    """Run the integration tests of the deployed stacks of an environment.

    Exit code 4: a test failed, or they took longer than the time limit; 1 for other errors.
    """
    outputs.read(suffix_of(suffix))
    with opened(suffix, synthesis.ALL, cloud, changes=True) as environment:
        operations.test(environment, time_limit)


def destroy(
    suffix: Suffix = "dev",
    stack: Stack = synthesis.ALL,
    cloud: Where = CloudName.local,
    confirm: Confirm = "",
    *,
    unless_kept: Annotated[
        bool,
        typer.Option(
            "--unless-kept", help="Leave it while its open pull request has the label keep."
        ),
    ] = False,
) -> None:
    """Destroy an environment, then scan for leftover resources."""
    name, where = suffix_of(suffix), clouds.find(cloud)
    operations.refuse_unconfirmed(name, confirm)
    if unless_kept and (reason := kept.reason(github_client.connect(), name, where)):
        Reporter().say(f"Environment {name} stays: {reason}.")
        return
    if not presence.exists(name, where):
        Reporter().say(f"No environment {name} exists in cloud {where.name}; nothing to destroy.")
        return
    with opened(suffix, stack, cloud, changes=True) as environment:
        operations.init(environment)
        operations.destroy(environment)
