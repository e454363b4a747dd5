"""A synthesis leaves nothing of a stack that is declared no more, and all that Terraform keeps."""

from pathlib import Path

from stacks import output

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
