"""Whatever a synthesis reads is in its fingerprint, and nothing else is."""

import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

import pytest

from stacks.fingerprint import fingerprint

ENVIRON = {"ENVIRONMENT_SUFFIX": "pr-7", "PATH": "/bin", "CDKTF_OUTDIR": "anywhere"}
Change = Callable[[Path], object]


@pytest.fixture(name="root")
def root_(tmp_path: Path) -> Path:
    for name in (
        "stacks/one.py",
        "stacks/constructs/queue.py",
        "environments.toml",
        "cdktf.json",
        "uv.lock",
        "build/artifacts/one.zip",
    ):
        _writes(name, "as it was")(tmp_path)
    return tmp_path


def _writes(name: str, text: str = "other") -> Change:
    def change(root: Path) -> None:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)

    return change


CHANGES: dict[str, Change] = {
    "a declaration": _writes("stacks/one.py"),
    "a construct": _writes("stacks/constructs/queue.py"),
    "one more declaration": _writes("stacks/constructs/two.py", ""),
    "a declaration that went": lambda root: (root / "stacks/one.py").unlink(),
    "the settings": _writes("environments.toml"),
    "the app command": _writes("cdktf.json"),
    "the dependencies": _writes("uv.lock"),
    "a function": _writes("build/artifacts/one.zip"),
    "one more function": _writes("build/artifacts/two.zip"),
    "a function that went": lambda root: (root / "build/artifacts/one.zip").unlink(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_input_is_in_it(root: Path, change: Change) -> None:
    before = fingerprint(root, (), ENVIRON)

    change(root)

    assert fingerprint(root, (), ENVIRON) != before


@pytest.mark.parametrize(
    "variable",
    ["ENVIRONMENT_SUFFIX", "EXPIRES_AT", "STATE_BUCKET", "CDKTF_CONTEXT_JSON", "JSII_RUNTIME"],
)
def test_every_variable_that_is_read_is_in_it(root: Path, variable: str) -> None:
    before = fingerprint(root, (), ENVIRON)

    assert fingerprint(root, (), {**ENVIRON, variable: "other"}) != before


def test_arguments_and_versions_are_in_it(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = {fingerprint(root, arguments, ENVIRON) for arguments in ((), ("a", "b"), ("ab",))}
    monkeypatch.setattr(metadata, "version", lambda _: "0")
    found.add(fingerprint(root, (), ENVIRON))
    monkeypatch.setattr(sys, "version", "4")
    found.add(fingerprint(root, (), ENVIRON))

    assert len(found) == 5


def test_what_nobody_reads_is_not_in_it(root: Path) -> None:
    before = fingerprint(root, (), ENVIRON)

    (root / "stacks" / "one.py").touch()
    _writes("stacks/notes.md")(root)
    _writes("build/environments/pr-7/environment.json")(root)

    elsewhere = {**ENVIRON, "PATH": "/usr/bin", "CDKTF_OUTDIR": "elsewhere"}
    assert fingerprint(root, (), elsewhere) == before
