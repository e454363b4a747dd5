"""The folder into which a synthesis writes: emptied before, sealed after it.

The seal tells what was written, and from what; without a seal that fits, nothing is current.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stacks.fingerprint import digest

SEAL = ".sealed.json"

DOCUMENT = "cdk.tf.json"
# Terraform runs in the folder of a stack. What it noted there of its backend a move of the state
# needs, and `errored.tfstate` is all that is left of a state that it could not store.
OF_TERRAFORM = (".terraform", ".terraform.lock.hcl", "errored.tfstate")


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the folder, which is made if need be, until the block ends; wait for who holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def is_current(folder: Path, made_of: str) -> bool:
    """Whether the folder holds, unchanged, what was synthesized from just that fingerprint."""
    try:
        sealed = json.loads((folder / SEAL).read_bytes())
    except (OSError, ValueError):
        return False
    return bool(sealed == _sealed(folder, made_of))


def seal(folder: Path, made_of: str) -> None:
    """Note that what the folder holds was synthesized from that fingerprint, whole."""
    (folder / SEAL).write_text(json.dumps(_sealed(folder, made_of)))


def empty(folder: Path) -> None:
    """Remove what was synthesized, so that nothing stays of a stack that is declared no more.

    What Terraform keeps in the folder of a stack stays.
    """
    for path in _parts(folder):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def drop_abandoned(folder: Path) -> None:
    """Remove the folders of stacks that are declared no more, unless one holds a state."""
    for stack in (folder / "stacks").glob("*"):
        if not (stack / DOCUMENT).exists() and not (stack / "errored.tfstate").exists():
            shutil.rmtree(stack)


def _parts(folder: Path) -> Iterator[Path]:
    """What lies in the folder, of the stacks' folders what lies in each, save Terraform's own."""
    stacks = folder / "stacks"
    yield from (path for path in folder.glob("*") if path != stacks or path.is_symlink())
    for stack in stacks.glob("*"):
        # What a link leads to is not ours to empty.
        if stack.is_symlink() or not stack.is_dir():
            yield stack
        else:
            yield from (path for path in stack.glob("*") if path.name not in OF_TERRAFORM)


def _sealed(folder: Path, made_of: str) -> dict[str, str]:
    return {"from": made_of, "synthesized": digest(_results(folder))}


def _results(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if parts == (SEAL,) or _is_of_terraform(parts):
            continue
        if path.is_symlink():
            yield "/".join(parts), str(path.readlink()).encode()
        elif path.is_file():
            yield "/".join(parts), path.read_bytes()


def _is_of_terraform(parts: tuple[str, ...]) -> bool:
    """Whether Terraform keeps it in the folder of a stack: `stacks/<stack>/.terraform/...`."""
    return len(parts) > len(("stacks", "stack")) and parts[2] in OF_TERRAFORM
