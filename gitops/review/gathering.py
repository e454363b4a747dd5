"""Gathers what a comment speaks of from the files that earlier steps left."""

import subprocess
from collections.abc import Sequence

from gitops.errors import Failure
from gitops.github.workflow import Run
from gitops.paths import ROOT, EnvironmentPaths
from gitops.review import changes, verdicts
from gitops.review.subject import Subject
from gitops.review.verdicts import Judged

# The plan shows more than the synthesized JSON; Checkov judges only the latter.
PLACES = ("synth", "plan")


def subject(suffix: str, stacks: Sequence[str], tested_in: str, run: Run) -> Subject:
    """All that is known of an environment; `tested_in` is the one that was tested for it.

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
        verdicts.tested(tested_in, junit),
        run=run,
    )


def _judged(suffix: str) -> list[Judged]:
    folder = EnvironmentPaths(suffix).home / "reports"
    return [one for place in PLACES for one in verdicts.judged(folder / f"{place}.json")]


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
