"""Reads the files of a folder without following a link."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from gitops.admission import names
from gitops.admission.archive import LARGEST_FILE, MOST_BYTES, RETRY
from gitops.admission.refused import NotAdmitted, RefusedPart, of_file

# What Terraform keeps in the folder of a stack. Only where it is our own folder, it stays.
OF_TERRAFORM = (".terraform", ".terraform.lock.hcl", "errored.tfstate")
DEPTH_IN_STACK = 3


def read(folder: Path, below: str = "", *, ours: bool = False) -> dict[str, bytes]:
    """The files of the folder below that one, name -> content; all of them are checked.

    In a folder of `ours` what Terraform keeps there is left alone.

    Raises:
        NotAdmitted: a file is unsafe, or all together are too large.
    """
    paths = [path for path in files(folder) if not (ours and is_of_terraform(folder, path))]
    found = {path.relative_to(folder).as_posix(): path for path in paths}
    refused = [*names.unsafe(list(found)), *_unsafe_kinds(found)]
    if refused:
        raise NotAdmitted(refused)
    prefix = f"{below}/" if below else ""
    return {
        name.removeprefix(prefix): path.read_bytes()
        for name, path in found.items()
        if name.startswith(prefix)
    }


def is_of_terraform(folder: Path, path: Path) -> bool:
    """Whether Terraform keeps it in the folder of a stack: `stacks/<stack>/.terraform/...`."""
    parts = path.relative_to(folder).parts
    return len(parts) >= DEPTH_IN_STACK and parts[0] == "stacks" and parts[2] in OF_TERRAFORM


def files(folder: Path) -> Iterator[Path]:
    """Whatever is no folder, and links to folders; no link is followed."""
    for place, folders, others in os.walk(folder):
        for name in sorted([*others, *folders]):
            path = Path(place) / name
            if name in others or path.is_symlink():
                yield path


def _unsafe_kinds(found: dict[str, Path]) -> Iterator[RefusedPart]:
    total = 0
    for name, path in found.items():
        status = path.lstat()
        total += status.st_size
        if not stat.S_ISREG(status.st_mode):
            yield of_file(name, "it is a link, or no ordinary file", names.RENAME)
        elif status.st_size > LARGEST_FILE:
            yield of_file(name, "it is too large", RETRY)
    if total > MOST_BYTES:
        yield RefusedPart("", "", f"the files have more than {MOST_BYTES} bytes", RETRY)
