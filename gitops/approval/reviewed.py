"""The reviewed change set that a review saves for the deploy, with its inputs and its run.

No plan file is kept: a plan holds secrets.
"""

import hashlib
import json
import platform
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from importlib import metadata
from pathlib import Path
from typing import Any

from gitops.adapters.actions_run import Run
from gitops.adapters.errors import Failure
from gitops.adapters.files import write_atomically
from gitops.adapters.paths import PROVIDER_LOCK, ROOT, EnvironmentPaths
from gitops.plans import changes, synthesis
from gitops.plans.change_set import normalised

VERSION = 3
FILE = "reviewed.json"
JSON = "cdk.tf.json"
# What may make another synthesis or plan of the same tree.
PACKAGES = ("cdktf", "cdktf-cdktf-provider-aws", "constructs")


@dataclass(frozen=True)
class ReviewedHead:
    """The pull request that was reviewed, and the run and attempt that synthesized its head."""

    pull_request: int = 0
    base: str = ""
    head_sha: str = ""
    run_id: int = 0
    run_attempt: int = 0


@dataclass(frozen=True)
class Reviewed:
    """What one run planned for one environment; hashes are SHA-256 in hexadecimal.

    `head_sha` is the commit whose code planned, `tree` that of the files that were synthesized.
    Outside of a review the `source` is empty.
    """

    version: int
    environment: str
    change_sets: Mapping[str, Any]
    synth: Mapping[str, str]
    archives: Mapping[str, str]
    tools: Mapping[str, str]
    run_id: int
    run_attempt: int
    head_sha: str
    tree: str
    source: ReviewedHead = ReviewedHead()


def planned(
    suffix: str,
    stacks: Sequence[str],
    run: Run,
    source: ReviewedHead = ReviewedHead(),
    tree: str | None = None,
) -> Reviewed:
    """The change sets of the current plans.

    `tree` is that of the files that were synthesized, if they are not those of this working copy;
    empty if nobody knows it.

    Raises:
        Failure: a plan is missing or broken, or one of its input files is missing.
    """
    paths = EnvironmentPaths(suffix)
    plans = {stack: changes.read(stack, paths.plan_json(stack)) for stack in stacks}
    declared = {stack: synthesis.read(paths.stack(stack) / JSON) for stack in stacks}
    versions = {plan.terraform_version for plan in plans.values()}
    return Reviewed(
        VERSION,
        suffix,
        {stack: normalised(plan, declared[stack]) for stack, plan in plans.items()},
        {stack: _sha256(paths.stack(stack) / JSON) for stack in stacks},
        {name: _sha256(path) for name, path in _archives(paths, stacks).items()},
        {**_tools(), "terraform": ", ".join(sorted(versions))},
        run.id,
        run.attempt,
        run.head_sha or _git("rev-parse", "HEAD"),
        _git("rev-parse", "HEAD^{tree}") if tree is None else tree,
        source,
    )


def _archives(paths: EnvironmentPaths, stacks: Sequence[str]) -> dict[str, Path]:
    """The archives beside the synthesized JSON of the stacks, by their path from `stacks`."""
    found = (path for stack in stacks for path in sorted(paths.stack(stack).rglob("*.zip")))
    return {str(path.relative_to(paths.synth / "stacks")): path for path in found}


def save(reviewed: Reviewed, folder: Path) -> Path:
    """Write it to `folder`; return the file."""
    path = folder / FILE
    write_atomically(path, json.dumps(asdict(reviewed), indent=1, sort_keys=True).encode() + b"\n")
    return path


def parsed(text: str | bytes) -> Reviewed:
    """Parse what `save` wrote.

    Raises:
        Failure: the text has another shape.
    """
    try:
        document = json.loads(text)
        found = Reviewed(**{**document, "source": ReviewedHead(**document["source"])})
        if found.version != VERSION:
            raise ValueError(f"version {found.version}, not {VERSION}")  # noqa: TRY301 (reported with the errors below)
        _check(found)
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise Failure(f"Cannot read the saved review: {error}.") from error
    return found


def _check(found: Reviewed) -> None:
    for part in (found, found.source):
        for one in fields(part):
            kind = one.type if one.type in (int, str, ReviewedHead) else dict
            if type(getattr(part, one.name)) is not kind:
                raise TypeError(f"{one.name} has the wrong type")
    for change_set in found.change_sets.values():
        if change_set.keys() != {"changes", "outputs"}:
            raise ValueError("a change set must have the keys changes and outputs")
        for change in (*change_set["changes"].values(), *change_set["outputs"].values()):
            if not all(isinstance(action, str) for action in change["actions"]):
                raise TypeError("an action is not a string")


def _tools() -> dict[str, str]:
    return {
        "python": ".".join(platform.python_version_tuple()[:2]),
        "providers": _sha256(PROVIDER_LOCK),
        **{name: metadata.version(name) for name in PACKAGES},
    }


def _sha256(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        raise Failure(f"Not found: {path}. Run `gitops plan` first.") from None


def _git(*arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Failure(f"git {' '.join(arguments)} failed: {done.stderr.strip()}")
    return done.stdout.strip()
