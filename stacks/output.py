"""The folder into which a synthesis writes."""

import shutil
from collections.abc import Iterator
from pathlib import Path

DOCUMENT = "cdk.tf.json"
# Terraform runs in the folder of a stack. What it noted there of its backend a move of the state
# needs, and `errored.tfstate` is all that is left of a state that it could not store.
OF_TERRAFORM = (".terraform", ".terraform.lock.hcl", "errored.tfstate")


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
    yield from (path for path in folder.glob("*") if path != stacks)
    yield from (path for path in stacks.glob("*/*") if path.name not in OF_TERRAFORM)
