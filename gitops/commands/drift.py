"""The command that detects drift."""

import json
from collections.abc import Mapping
from pathlib import Path

import typer

from gitops.adapters import cloud as clouds
from gitops.adapters import github_client as github
from gitops.adapters.console import Reporter
from gitops.adapters.errors import Failure, Refusal
from gitops.commands.options import CloudName, Stack, Suffix, Where, opened, suffix_of
from gitops.compliance import check as checks
from gitops.environment import live_state, operations, presence, synthesis
from gitops.fleet import drift as drifts
from gitops.fleet import unmanaged
from policies.engine.stack import Place

DRIFTED = 2


def drift(
    suffix: Suffix = "dev",
    stack: Stack = synthesis.ALL,
    cloud: Where = CloudName.local,
) -> None:
    """Report drift and policy violations of the live state; exit code 2 for drift, 1 for errors."""
    try:
        found = _found(suffix, stack, cloud)
    except Refusal as refusal:
        # Its exit code 2 means drift here.
        raise Failure(str(refusal)) from refusal
    report = Reporter()
    for name, changed in found.items():
        for line in changed:
            report.say(f"{name}: {line}")
    if github.is_configured():
        drifts.update_issues(github.connect(), suffix, found)
    raise typer.Exit(DRIFTED if any(found.values()) else 0)


def _found(suffix: str, stack: str, cloud: CloudName) -> dict[str, list[str]]:
    presence.require_deployed(suffix_of(suffix), clouds.find(cloud))
    with opened(suffix, stack, cloud, changes=False) as environment:
        operations.init(environment)
        shown = live_state.read(environment)
        with environment.report.step("compare") as step:
            [evaluated] = checks.there(
                environment.paths, shown, Place.LIVE, whole=environment.whole
            ).sections
            found = {name: drifts.describe(path, evaluated, name) for name, path in shown.items()}
            for name, lines in _unmanaged(environment, shown).items():
                found[name] = [*found.get(name, ()), *lines]
            for name in environment.undeclared:
                found[name] = ["deployed, but no longer declared; gitops deploy removes it"]
            count = sum(map(len, found.values()))
            step.result = f"{count} differences" if count else "no drift, compliant"
    return found


def _unmanaged(
    environment: operations.OpenEnvironment, shown: Mapping[str, Path]
) -> dict[str, list[str]]:
    """What no state holds; resources only where the states of all stacks are known."""
    plans = {name: json.loads(path.read_text()) for name, path in shown.items()}
    found = unmanaged.permissions(plans, environment.cloud)
    if environment.whole:
        suffix = environment.record.suffix
        found[drifts.NO_STACK] = unmanaged.resources(suffix, plans, environment.cloud)
    return found
