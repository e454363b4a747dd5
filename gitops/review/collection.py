"""Gathers what a comment speaks of from the files that earlier steps left."""

import subprocess
from collections.abc import Sequence

from gitops.adapters.actions_run import Run
from gitops.adapters.errors import Failure
from gitops.adapters.markdown import prose
from gitops.adapters.paths import ROOT, EnvironmentPaths
from gitops.compliance import report_files, waivers
from gitops.compliance.check import today
from gitops.compliance.result import Section
from gitops.plans import changes
from gitops.review.comment_model import Subject
from policies.engine.waivers import FILE

# The plan shows more than the synthesized JSON; Checkov judges only the latter.
PLACES = ("synth", "plan")


def subject(suffix: str, stacks: Sequence[str], tested_in: str, base: str, run: Run) -> Subject:
    """All that is known of an environment; `tested_in` is the one that was tested for it.

    The waivers are compared with those of the commit `base`, or not at all if that is empty.

    A plan that is missing or broken is part of what must be said, so it is no failure here.

    Raises:
        Failure: a report is not to be understood.
    """
    plans: list[changes.StackPlan] = []
    broken: list[str] = []
    for stack in stacks:
        try:
            plans.append(changes.read(stack, EnvironmentPaths(suffix).plan_json(stack)))
        except Failure as failure:
            broken.append(str(failure))
    junit = EnvironmentPaths(tested_in).home / "integration.xml"
    return Subject(
        suffix,
        plans,
        broken,
        _judged(suffix),
        report_files.integration(tested_in, junit),
        waiver_changes(base) if base else [],
        run,
    )


def _judged(suffix: str) -> list[Section]:
    folder = EnvironmentPaths(suffix).reports
    return [one for place in PLACES for one in report_files.sections(folder / f"{place}.json")]


def waiver_changes(base: str) -> list[str]:
    """What the working copy does to the waivers of the commit `base`, as items of a list.

    That they cannot be compared is said there, too: nobody accepts a finding unnoticed.
    """
    try:
        before = at(base, str(FILE.relative_to(ROOT)))
    except Failure as failure:
        return [f"- ⚠️ not compared: {prose(str(failure))}"]
    return waivers.changes(before, FILE.read_text(), today())


def at(reference: str, name: str) -> str:
    """A file of the repository as of a commit.

    Raises:
        Failure: git does not have it, for instance in a shallow clone.
    """
    done = subprocess.run(
        ["git", "show", f"{reference}:{name}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Failure(f"{name} as of {reference} is not to be had: {done.stderr.strip()}")
    return done.stdout
