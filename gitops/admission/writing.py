"""Writes an admitted synthesis into a folder, in which nothing else stays."""

import json
import os
from collections.abc import Container, Iterable, Mapping
from pathlib import Path

from gitops.adapters.files import write_atomically
from gitops.admission.folder import files, is_of_terraform

DOCUMENT = "cdk.tf.json"
MANIFEST = "manifest.json"


def write(folder: Path, documents: Mapping[str, bytes], archives: Mapping[str, bytes]) -> None:
    """Make the folder hold the stacks' documents, the archives and a manifest, nothing else.

    What Terraform keeps in the folder of a stack stays. `archives` are named from `stacks/` on.
    """
    named = {f"stacks/{stack}/{DOCUMENT}": content for stack, content in documents.items()}
    wanted = {**named, **archives, MANIFEST: _manifest(documents)}
    _clear(folder, wanted)
    for name, content in sorted(wanted.items()):
        write_atomically(folder / name, content)


def _clear(folder: Path, wanted: Container[str]) -> None:
    """Remove files that are not wanted, all links, and then the folders that are empty."""
    for path in [*files(folder)]:
        keep = path.relative_to(folder).as_posix() in wanted and not path.is_symlink()
        if not keep and not is_of_terraform(folder, path):
            path.unlink()
    for place, _, _ in os.walk(folder, topdown=False):
        if not any(Path(place).iterdir()) and not is_of_terraform(folder, Path(place)):
            Path(place).rmdir()


def _manifest(stacks: Iterable[str]) -> bytes:
    """What tells other commands which stacks there are, in the form of CDKTF's."""
    named = {
        stack: {
            "name": stack,
            "synthesizedStackPath": f"stacks/{stack}/{DOCUMENT}",
            "workingDirectory": f"stacks/{stack}",
        }
        for stack in stacks
    }
    return json.dumps({"stacks": named}, indent=2, sort_keys=True).encode() + b"\n"
