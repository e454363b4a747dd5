"""A synthesis is left out only when it would write again what is there."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from gitops import resynthesis, synthesized
from gitops.lifecycle.record import Record
from gitops.package import package

RECORD = Record("pr-7", "", "2026-12-01T00:00:00Z")
SETTINGS = {"ENVIRONMENT_SUFFIX": "pr-7", "PATH": "/bin", "CDKTF_OUTDIR": "anywhere"}
Change = Callable[[Path], object]


@pytest.fixture(name="root")
def root_(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in {
        "stacks/one.py": "ONE = 1",
        "environments.toml": "",
        "cdktf.json": "{}",
        "build/artifacts/one.zip": "zip",
        "synth/stacks/one/cdk.tf.json": "{}",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(resynthesis, "ROOT", tmp_path)
    monkeypatch.setattr(resynthesis, "ARTIFACTS", tmp_path / "build" / "artifacts")
    return tmp_path


def _writes(name: str, text: str = "other") -> Change:
    def change(root: Path) -> None:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)

    return change


def _current(root: Path, **settings: str) -> bool:
    return resynthesis.is_current(root / "synth", {**SETTINGS, **settings})


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(_writes("stacks/one.py"), id="a declaration"),
        pytest.param(_writes("stacks/constructs/two.py"), id="one more declaration"),
        pytest.param(_writes("environments.toml"), id="the settings"),
        pytest.param(_writes("cdktf.json"), id="cdktf's settings"),
        pytest.param(_writes("build/artifacts/one.zip"), id="a function"),
        pytest.param(_writes("build/artifacts/two.zip"), id="one more function"),
        pytest.param(_writes("synth/stacks/one/cdk.tf.json"), id="what was synthesized"),
        pytest.param(_writes("synth/stacks/two/cdk.tf.json"), id="one more stack"),
        pytest.param(lambda root: shutil.rmtree(root / "synth"), id="nothing is there"),
        pytest.param(_writes("synth.sha256.json"), id="the note"),
    ],
)
def test_whatever_changes_it_is_synthesized_again(root: Path, change: Change) -> None:
    resynthesis.note(root / "synth", SETTINGS)
    assert _current(root)

    change(root)

    assert not _current(root)


@pytest.mark.parametrize(
    "settings",
    [
        {"ENVIRONMENT_SUFFIX": "pr-8"},
        {"EXPIRES_AT": "2026-12-01T00:00:00Z"},
        {"STATE_BUCKET": "states"},
        {"CDKTF_CONTEXT_JSON": "{}"},
    ],
    ids=str,
)
def test_with_another_setting_it_is_synthesized_again(root: Path, settings: dict[str, str]) -> None:
    resynthesis.note(root / "synth", SETTINGS)

    assert not _current(root, **settings)


def test_what_terraform_adds_and_what_nobody_reads_change_nothing(root: Path) -> None:
    resynthesis.note(root / "synth", SETTINGS)
    _writes("synth/stacks/one/.terraform/environment")(root)
    _writes("synth/stacks/one/.terraform.lock.hcl")(root)

    assert _current(root, PATH="/usr/bin", CDKTF_OUTDIR="elsewhere")


def test_nothing_is_current_before_the_first_synthesis(root: Path) -> None:
    assert not _current(root)


@pytest.mark.usefixtures("build")
def test_the_second_synthesis_of_the_same_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    package()
    first = synthesized.synthesize(RECORD)

    def refuse(*_: object) -> None:
        raise AssertionError("synthesized again")

    monkeypatch.setattr(synthesized, "program", refuse)

    assert synthesized.synthesize(RECORD) == first
    with pytest.raises(AssertionError, match="again"):
        synthesized.synthesize(Record("pr-7", "", "2027-01-01T00:00:00Z"))
