"""A folder is current only as it was sealed; emptied, it keeps only what Terraform keeps there."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from stacks import output

Change = Callable[[Path], object]

FILES = (
    "manifest.json",
    "stacks/kept/cdk.tf.json",
    "stacks/kept/more.tf.json",
    "stacks/kept/assets/code/1/code.zip",
    "stacks/kept/.terraform/terraform.tfstate",
    "stacks/kept/.terraform.lock.hcl",
    "stacks/gone/cdk.tf.json",
    "stacks/gone/.terraform/terraform.tfstate",
    "stacks/failed/cdk.tf.json",
    "stacks/failed/errored.tfstate",
)
KEPT = {
    "stacks/kept/.terraform/terraform.tfstate",
    "stacks/kept/.terraform.lock.hcl",
    "stacks/failed/errored.tfstate",
}


def _write(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)


def _files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_an_emptied_folder_holds_only_what_terraform_keeps(tmp_path: Path) -> None:
    _write(tmp_path, *FILES)

    output.empty(tmp_path)

    assert _files(tmp_path) == {*KEPT, "stacks/gone/.terraform/terraform.tfstate"}


def test_the_folder_of_a_removed_stack_goes_unless_it_holds_a_state(tmp_path: Path) -> None:
    _write(tmp_path, *FILES)

    output.empty(tmp_path)
    _write(tmp_path, "stacks/kept/cdk.tf.json")
    output.drop_abandoned(tmp_path)

    assert _files(tmp_path) == {*KEPT, "stacks/kept/cdk.tf.json"}
    assert not (tmp_path / "stacks" / "gone").exists()


def test_a_folder_that_is_empty_stays_empty(tmp_path: Path) -> None:
    output.empty(tmp_path)
    output.drop_abandoned(tmp_path)

    assert _files(tmp_path) == set()


def _change(name: str) -> Change:
    return lambda folder: _write(folder, name)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda folder: (folder / FILES[1]).write_text("by hand"), id="a document"),
        pytest.param(lambda folder: (folder / FILES[3]).unlink(), id="an asset that went"),
        pytest.param(_change("stacks/new/cdk.tf.json"), id="one more stack"),
        pytest.param(_change("stacks/.terraform/cdk.tf.json"), id="a stack that is called so"),
        pytest.param(
            lambda folder: (folder / "stacks" / "linked").symlink_to(folder.parent), id="a link"
        ),
        pytest.param(_change("stacks/kept/new.tf"), id="one more file of a stack"),
        pytest.param(_change(output.SEAL), id="a seal that is not JSON"),
        pytest.param(lambda folder: (folder / output.SEAL).unlink(), id="no seal"),
        pytest.param(output.empty, id="nothing"),
        pytest.param(shutil.rmtree, id="no folder"),
    ],
)
def test_what_was_changed_by_a_hand_is_not_current(tmp_path: Path, change: Change) -> None:
    folder = tmp_path / "synth"
    _write(folder, *FILES)
    output.seal(folder, "inputs")
    assert output.is_current(folder, "inputs")
    assert not output.is_current(folder, "other inputs")

    change(folder)

    assert not output.is_current(folder, "inputs")


def test_what_terraform_adds_changes_nothing(tmp_path: Path) -> None:
    _write(tmp_path, FILES[0], FILES[1])
    output.seal(tmp_path, "inputs")

    _write(tmp_path, *KEPT)

    assert output.is_current(tmp_path, "inputs")


def test_what_a_link_leads_to_is_not_emptied(tmp_path: Path) -> None:
    elsewhere, folder = tmp_path / "elsewhere", tmp_path / "synth"
    _write(elsewhere, "precious")
    _write(folder, *FILES)
    link = folder / "stacks" / "linked"
    link.symlink_to(elsewhere)

    output.empty(folder)

    assert (elsewhere / "precious").is_file()
    assert not link.is_symlink()
