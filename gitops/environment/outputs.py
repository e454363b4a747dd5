"""The outputs of a deployed environment, as files that tests and other programs read."""

import json
import re
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from gitops.adapters.cloud import Cloud
from gitops.adapters.errors import Refusal
from gitops.adapters.files import write_atomically
from gitops.adapters.paths import FLAT_OUTPUTS, EnvironmentPaths
from gitops.adapters.project import project

# The provider computes a stage's URL itself, for AWS.
API_GATEWAY = re.compile(r"https://(?P<api>[a-z0-9]+)\.execute-api\.[a-z0-9-]+\.amazonaws\.com/")

Outputs = dict[str, dict[str, Any]]
# Stacks are deployed side by side into one file.
_WRITING = threading.Lock()


def write(suffix: str, outputs: Outputs, cloud: Cloud) -> Outputs:
    """Merge the outputs of the deployed stacks into the environment's file; return all of it."""
    reachable = {
        stack: {name: _reachable(value, cloud) for name, value in values.items()}
        for stack, values in outputs.items()
    }
    with _WRITING:
        merged = {**_existing(suffix), **reachable}
        write_atomically(EnvironmentPaths(suffix).outputs, _text(merged))
    return merged


def copy_flat(outputs: Outputs) -> None:
    """Copy each stack's outputs to `cfn-outputs/<stack>/flat-outputs.json`."""
    for stack, values in outputs.items():
        write_atomically(_flat(stack), _text(values))


def read(suffix: str) -> Outputs:
    """The outputs of the environment.

    Raises:
        Refusal: it was not deployed from this working copy.
    """
    found = _existing(suffix)
    if not found:
        raise Refusal(
            f"Environment {suffix} has no outputs; deploy it first: gitops deploy --suffix {suffix}"
        )
    return found


def url(outputs: Outputs) -> str:
    """The URL of the deployment: the output that [tool.gitops] names; empty if none has it."""
    name = project().url_output
    return next((str(values[name]) for values in outputs.values() if name in values), "")


def remove(suffix: str, stacks: Iterable[str]) -> None:
    """Remove the outputs of stacks that are no more, and their flat copies."""
    existing, gone = _existing(suffix), set(stacks)
    for stack in gone & existing.keys():
        _remove_flat(stack, existing[stack])
    kept = {stack: values for stack, values in existing.items() if stack not in gone}
    path = EnvironmentPaths(suffix).outputs
    if kept:
        write_atomically(path, _text(kept))
    else:
        path.unlink(missing_ok=True)


def _remove_flat(stack: str, values: dict[str, Any]) -> None:
    """Another environment may have been deployed since; its copy stays."""
    path = _flat(stack)
    if path.is_file() and path.read_bytes() == _text(values):
        path.unlink()


def _flat(stack: str) -> Path:
    return FLAT_OUTPUTS / stack / "flat-outputs.json"


def _existing(suffix: str) -> Outputs:
    """What the file holds; nothing if it is damaged: a deploy writes it anew."""
    path = EnvironmentPaths(suffix).outputs
    try:
        found = json.loads(path.read_bytes()) if path.is_file() else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _reachable(value: Any, cloud: Cloud) -> Any:
    if not (cloud.endpoint and isinstance(value, str)):
        return value
    return API_GATEWAY.sub(rf"{cloud.endpoint}/_aws/execute-api/\g<api>/", value)


def _text(document: Any) -> bytes:
    return (json.dumps(document, indent=2, sort_keys=True) + "\n").encode()
