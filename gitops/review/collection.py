"""Collects the content of a comment from the files that earlier steps wrote."""

import subprocess
from collections.abc import Sequence

from gitops.adapters.actions_run import Run
from gitops.adapters.errors import Failure
from gitops.adapters.markdown import prose
from gitops.adapters.paths import ROOT, EnvironmentPaths
from gitops.compliance import report_files, waivers
from gitops.compliance.check import today
from gitops.compliance.result import Section
from gitops.plans import changes, synthesis
from gitops.review.comment_model import CommentModel
from policies.engine.waivers import FILE

# The plan contains more than the synthesized JSON; Checkov reads only the latter.
PLACES = ("synth", "plan")


def collect(
    suffix: str, stacks: Sequence[str], tested_in: str, base: str, run: Run
) -> CommentModel:
    """All results of an environment; `tested_in` is the environment of the integration tests.

    The waivers are compared with those of the commit `base`, unless that is empty.

    A missing or broken plan is part of the comment, not a failure here.

    Raises:
        Failure: a report has an unknown format.
    """
    paths = EnvironmentPaths(suffix)
    plans: list[changes.StackPlan] = []
    broken: list[str] = []
    for stack in stacks:
        try:
            plan = changes.read(stack, paths.plan_json(stack))
            declared = synthesis.read(paths.stack(stack) / "cdk.tf.json")
            plans.append(synthesis.filled(plan, declared))
        except Failure as failure:
            broken.append(str(failure))
    junit = EnvironmentPaths(tested_in).home / "integration.xml"
    return CommentModel(
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
    """The changes of the waivers since the commit `base`, as items of a list.

    If they cannot be compared, an item says so: no finding is waived unnoticed.
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
        raise Failure(f"Cannot read {name} of {reference}: {done.stderr.strip()}")
    return done.stdout
