"""Collects the content of a comment from the files that earlier steps wrote."""

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

from gitops.adapters.actions_run import Run
from gitops.adapters.errors import Failure, Refusal
from gitops.adapters.markdown import prose
from gitops.adapters.paths import ROOT, EnvironmentPaths
from gitops.adapters.project import project
from gitops.compliance import report_files, waivers
from gitops.compliance.check import today
from gitops.compliance.result import Section
from gitops.cost import usage
from gitops.plans import changes, failure, synthesis
from gitops.review.comment_model import FILES, CommentModel
from policies.engine.waivers import FILE

# The plan contains more than the synthesized JSON; Checkov reads only the latter.
PLACES = ("synth", "plan")
NAME = re.compile(r"[A-Za-z0-9_.-]{1,100}")


def collect(
    suffix: str, stacks: Sequence[str], tested_in: str, base: str, run: Run
) -> CommentModel:
    """All results of an environment; `tested_in` is the environment of the integration tests.

    The waivers are compared with those of the commit `base`, unless that is empty.

    A missing or broken plan is part of the comment, not a failure here.

    Raises:
        Failure: a report has an unknown format.
    """
    plans: list[changes.StackPlan] = []
    broken: list[str] = []
    paths = EnvironmentPaths(suffix)
    missing = {stack for stack in stacks if not paths.plan_json(stack).exists()}
    failed = failure.read(paths.plans) if missing else ""
    for stack in stacks:
        if failed and stack in missing:
            continue
        try:
            plan = changes.read(stack, paths.plan_json(stack))
            declared = synthesis.read(paths.stack(stack) / "cdk.tf.json")
            plans.append(synthesis.filled(plan, declared))
        except Failure as reason:
            broken.append(str(reason))
    junit = EnvironmentPaths(tested_in).home / "integration.xml"
    return CommentModel(
        suffix,
        plans,
        broken,
        failed,
        _evaluated(suffix),
        report_files.integration(tested_in, junit),
        waiver_changes(base) if base else [],
        run,
        usage=usage.read(project().usage),
    )


def of_files(arguments: Sequence[str], run: Run) -> CommentModel:
    """The model of a comment about plans in files, each named as `STACK=FILE`.

    Raises:
        Refusal: a name or a file is wrong: one sentence with the remedy.
    """
    files: dict[str, Path] = {}
    for argument in arguments:
        stack, _, name = argument.partition("=")
        if not NAME.fullmatch(stack) or not name:
            raise Refusal(f"--plan {argument!r} is refused; write it as STACK=FILE.")
        if stack in files:
            raise Refusal(f"--plan {stack} is named twice; give each plan a name of its own.")
        files[stack] = Path(name)
    plans = [_of_file(stack, path) for stack, path in files.items()]
    return CommentModel(FILES, plans, run=run, usage=usage.read(project().usage))


def _of_file(stack: str, path: Path) -> changes.StackPlan:
    if not path.is_file():
        why = "is a folder" if path.is_dir() else "does not exist"
        raise Refusal(f"{path} {why}; write a plan there with `terraform show -json PLANFILE`.")
    try:
        return changes.read(stack, path)
    except Failure as reason:
        raise Refusal(str(reason)) from reason


def _evaluated(suffix: str) -> list[Section]:
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
