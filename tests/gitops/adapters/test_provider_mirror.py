"""Terraform finds the provider without a registry where there is a mirror."""

from pathlib import Path

import pytest

from gitops.adapters.errors import Refusal
from gitops.adapters.provider_mirror import PROVIDER, SETTING, cli_config, find_mirror


def _mirror(folder: Path) -> Path:
    (folder / PROVIDER).mkdir(parents=True)
    return folder


def test_the_setting_comes_first(tmp_path: Path) -> None:
    _mirror(tmp_path / "disk" / "found")
    wanted = _mirror(tmp_path / "wanted")

    assert find_mirror({SETTING: str(wanted)}, tmp_path / "disk") == wanted


def test_a_setting_without_a_provider_is_refused_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(
        Refusal, match=r"contains no .*hashicorp/aws; set it to a directory made by"
    ):
        find_mirror({SETTING: str(tmp_path)})


def test_a_mirror_near_the_root_of_the_disk_is_found(tmp_path: Path) -> None:
    mirror = _mirror(tmp_path / "usr" / "share" / "plugins")

    assert find_mirror({}, tmp_path) == mirror


@pytest.mark.parametrize(
    "place",
    [
        pytest.param("project/.terraform/providers", id="a working copy of terraform init"),
        pytest.param("proc/1/plugins", id="a kernel file system"),
        pytest.param("a/b/c/d/e", id="too deep"),
    ],
)
def test_what_is_not_a_mirror_is_not_found(tmp_path: Path, place: str) -> None:
    _mirror(tmp_path / place)

    assert find_mirror({}, tmp_path) is None


def test_a_configuration_of_the_users_own_is_left_alone(tmp_path: Path) -> None:
    own = tmp_path / "own.rc"
    own.write_text("")

    assert cli_config(tmp_path / "ours.rc", {"TF_CLI_CONFIG_FILE": str(own)}) == own


def test_the_written_configuration_keeps_init_from_asking_the_registry(tmp_path: Path) -> None:
    mirror = _mirror(tmp_path / "mirror")

    written = cli_config(tmp_path / "build" / "terraform.rc", {SETTING: str(mirror)}).read_text()

    assert f'path    = "{mirror}"' in written
    assert f'exclude = ["{PROVIDER}"]' in written


def test_an_inherited_name_of_a_missing_file_is_replaced(tmp_path: Path) -> None:
    environ = {"TF_CLI_CONFIG_FILE": str(tmp_path / "gone"), SETTING: str(_mirror(tmp_path))}

    assert cli_config(tmp_path / "terraform.rc", environ) == tmp_path / "terraform.rc"
