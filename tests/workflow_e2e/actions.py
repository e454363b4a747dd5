"""What the actions of the workflows do, done on this machine."""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path

from botocore.exceptions import ClientError

from tests.workflow_e2e import credentials
from tests.workflow_e2e.forge import Forge
from tests.workflows.expressions import Unsupported

ROOT = Path(__file__).parents[2]
Inputs = Mapping[str, str]


class Failed(Exception):
    """The action failed, for a reason that GitHub or AWS would give."""


@dataclass
class JobState:
    """What the actions of one job change: its workspace, and the environment of later steps."""

    workspace: Path
    run_id: int
    sha: str
    env: dict[str, str]
    roles: list[str] = field(default_factory=list)


def play(uses: str, inputs: Inputs, state: JobState, forge: Forge) -> None:
    """Do what the action does.

    Raises:
        Failed: it fails.
        Unsupported: no equivalent is known.
    """
    name = uses.split("@", maxsplit=1)[0]
    if name not in EQUIVALENTS:
        raise Unsupported(f"the action {name} has no local equivalent")
    EQUIVALENTS[name](inputs, state, forge)


def _checkout(inputs: Inputs, state: JobState, forge: Forge) -> None:
    ref = inputs.get("ref") or state.sha
    forge.check_out(ref, state.workspace)


def _set_up(_inputs: Inputs, state: JobState, _forge: Forge) -> None:
    """The environments of this working copy, with the code of the workspace in front of it.

    Make takes it for complete: it is newer than the files that it is built from.
    """
    link_environments(state.workspace)
    for name in ("pyproject.toml", "uv.lock"):
        os.utime(state.workspace / name, (0, 0))
    state.env["PYTHONPATH"] = str(state.workspace)
    state.env["PATH"] = f"{state.workspace / '.venv' / 'bin'}:{state.env['PATH']}"


def link_environments(workspace: Path) -> None:
    """Let a clone use the Python environments of this working copy."""
    for name in (".venv", ".venv-checkov"):
        (workspace / name).symlink_to(ROOT / name)


def _upload(inputs: Inputs, state: JobState, forge: Forge) -> None:
    patterns = inputs["path"].split()
    files = [
        path
        for pattern in patterns
        for found in state.workspace.glob(pattern.rstrip("/"))
        for path in ([found] if found.is_file() else found.rglob("*"))
        if path.is_file() and not _is_hidden(path.relative_to(state.workspace))
    ]
    if not files and inputs.get("if-no-files-found") == "error":
        raise Failed(f"No files were found with the provided path: {inputs['path']}")
    if files:
        base = state.workspace / os.path.commonpath([_before_wildcards(each) for each in patterns])
        name, overwrite = inputs["name"], inputs.get("overwrite") == "true"
        if not forge.keep_artifact(state.run_id, name, _named(files, base), overwrite=overwrite):
            raise Failed(f"409 Conflict: an artifact with this name already exists: {name}")


def _is_hidden(path: Path) -> bool:
    """What the action leaves out by itself.

    https://github.com/actions/upload-artifact#uploading-hidden-files, read 2026-11-26
    """
    return any(part.startswith(".") for part in path.parts)


def _before_wildcards(pattern: str) -> str:
    """The folder in which the action looks; what it finds keeps its path from there.

    https://github.com/actions/upload-artifact#upload-using-multiple-paths-and-exclusions
    """
    parts = Path(pattern).parts
    return str(Path(*takewhile(lambda part: "*" not in part, parts)))


def _named(files: list[Path], base: Path) -> dict[str, bytes]:
    base = base if base.is_dir() else base.parent
    return {str(path.relative_to(base)): path.read_bytes() for path in files}


def _download(inputs: Inputs, state: JobState, forge: Forge) -> None:
    kept = forge.artifact(state.run_id, inputs["name"])
    if kept is None:
        raise Failed(f"Unable to find the artifact {inputs['name']}")
    target = state.workspace / inputs.get("path", ".")
    for name, content in kept.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_bytes(content)


def _take_role(inputs: Inputs, state: JobState, forge: Forge) -> None:
    if unknown := set(inputs) - credentials.INPUTS:
        raise Unsupported(f"configure-aws-credentials with {', '.join(sorted(unknown))}")
    if not inputs["role-to-assume"]:
        raise Failed("Input required and not supplied: role-to-assume")
    if credentials.REQUEST_TOKEN not in state.env:
        raise Failed("Credentials could not be loaded: this run gets no identity token")
    try:
        given = credentials.take_role(inputs, state.env, forge.endpoint)
    except ClientError as error:
        message = error.response["Error"]["Message"]
        raise Failed(f"Could not assume role with OIDC: {message}") from error
    state.roles.append(credentials.role_of(given, forge.endpoint))
    state.env |= {**given, **forge.instead_of_aws}


def _upload_sarif(inputs: Inputs, state: JobState, _forge: Forge) -> None:
    report = json.loads((state.workspace / inputs["sarif_file"]).read_text())
    if report.get("version") != "2.1.0":
        raise Failed("Unsupported SARIF version")
    raise Failed("Code Security must be enabled for this repository to use code scanning")


EQUIVALENTS: dict[str, Callable[[Inputs, JobState, Forge], None]] = {
    "actions/checkout": _checkout,
    "./.github/actions/setup": _set_up,
    "actions/upload-artifact": _upload,
    "actions/download-artifact": _download,
    "aws-actions/configure-aws-credentials": _take_role,
    "github/codeql-action/upload-sarif": _upload_sarif,
}
