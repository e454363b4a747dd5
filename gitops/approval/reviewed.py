"""The reviewed change set that a pull request saves for the deploy, with its inputs and its run.

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
from gitops.adapters.package import functions
from gitops.adapters.paths import ARTIFACTS, PROVIDER_LOCK, ROOT, EnvironmentPaths
from gitops.plans import changes
from gitops.plans.change_set import normalised

VERSION = 1
FILE = "reviewed.json"
# What may make another synthesis or plan of the same tree.
PACKAGES = ("cdktf", "cdktf-cdktf-provider-aws", "constructs")


@dataclass(frozen=True)
class Reviewed:
    """What one run planned for one environment; hashes are SHA-256 in hexadecimal."""

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


def planned(suffix: str, stacks: Sequence[str], run: Run) -> Reviewed:
    """The change sets of the current plans.

    Raises:
        Failure: a plan is missing or broken, or one of its input files is missing.
    """
    paths = EnvironmentPaths(suffix)
    plans = {stack: changes.read(stack, paths.plan_json(stack)) for stack in stacks}
    versions = {plan.terraform_version for plan in plans.values()}
    return Reviewed(
        VERSION,
        suffix,
        {stack: normalised(plan) for stack, plan in plans.items()},
        {stack: _sha256(paths.stack(stack) / "cdk.tf.json") for stack in stacks},
        {name: _sha256(ARTIFACTS / f"{name}.zip") for name in functions()},
        {**_tools(), "terraform": ", ".join(sorted(versions))},
        run.id,
        run.attempt,
        run.head_sha or _git("rev-parse", "HEAD"),
        _git("rev-parse", "HEAD^{tree}"),
    )


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
        found = Reviewed(**json.loads(text))
        if found.version != VERSION:
            raise ValueError(f"version {found.version}, not {VERSION}")  # noqa: TRY301 (reported with the errors below)
        _check(found)
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise Failure(f"Cannot read the saved review: {error}.") from error
    return found


def _check(found: Reviewed) -> None:
    for one in fields(Reviewed):
        kind = one.type if one.type in (int, str) else dict
        if type(getattr(found, one.name)) is not kind:
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
