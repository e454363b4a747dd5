"""A folder is read without following a link; what Terraform keeps stays in our own only."""

import os
from pathlib import Path

import pytest

from gitops.admission.folder import read
from gitops.admission.refused import NotAdmitted
from tests.gitops.admission.uploads import STACK, files, unpacked

LOCK = f"stacks/{STACK}/.terraform.lock.hcl"


def test_the_files_of_a_folder_are_read(tmp_path: Path) -> None:
    assert read(unpacked(tmp_path, files())) == files()


def test_only_what_is_below_the_folder_is_read(tmp_path: Path) -> None:
    unpacked(tmp_path / "dev", files())
    unpacked(tmp_path / "prod", {"x": b""})

    assert read(tmp_path, "dev") == files()


def test_what_terraform_keeps_is_left_alone_in_our_own_folder_only(tmp_path: Path) -> None:
    terraforms = {LOCK: b"", f"stacks/{STACK}/.terraform/providers/x": b""}
    unpacked(tmp_path, {**files(), **terraforms})
    (tmp_path / f"stacks/{STACK}/.terraform/link").symlink_to("/")

    assert read(tmp_path, ours=True) == files()
    with pytest.raises(NotAdmitted, match="it is a link"):
        read(tmp_path)


@pytest.mark.parametrize("name", ["manifest.json", "stacks/prices/cdk.tf.json", "stacks/other"])
def test_a_link_is_refused(name: str, tmp_path: Path) -> None:
    folder = unpacked(tmp_path / "a", files())
    (folder / name).unlink(missing_ok=True)
    (folder / name).symlink_to(unpacked(tmp_path / "b", files()))

    with pytest.raises(NotAdmitted, match=f"{name}: it is a link"):
        read(folder)


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(unpacked(tmp_path, files()) / "pipe")

    with pytest.raises(NotAdmitted, match="no ordinary file"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("sizes", "reason"), [([64_000_001], "it is too large"), ([60_000_000] * 2, "more than 10000")]
)
def test_files_that_are_too_large_are_refused(
    sizes: list[int], reason: str, tmp_path: Path
) -> None:
    for number, size in enumerate(sizes):
        with (tmp_path / f"a{number}").open("wb") as file:
            file.truncate(size)

    with pytest.raises(NotAdmitted, match=reason):
        read(tmp_path)
