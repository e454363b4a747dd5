"""An app that gives nothing to work with is refused in one sentence with the remedy."""

import json
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gitops.adapters.errors import Failure, Refusal
from gitops.adapters.paths import ROOT
from gitops.environment import synthesis
from gitops.environment.record import Record

RECORD = Record("pr-7", "2026-01-01T00:00:00Z", "2026-01-01T04:00:00Z")
NO_STACK = """
import json, os, pathlib
out = pathlib.Path(os.environ["CDKTF_OUTDIR"])
(out / "stacks").mkdir(parents=True)
(out / "manifest.json").write_text(json.dumps({"version": "0.21.0", "stacks": {}}))
"""


@pytest.fixture
def root(build: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose app is still to be written."""
    assert build
    monkeypatch.setattr(synthesis, "ROOT", tmp_path)
    return tmp_path


def _app(root: Path, command: str) -> None:
    (root / "cdktf.json").write_text(json.dumps({"language": "python", "app": command}))


def test_an_app_without_a_stack_is_refused(root: Path) -> None:
    _app(root, shlex.join([sys.executable, "-c", NO_STACK]))

    with pytest.raises(Refusal, match=r"^The app of cdktf\.json declares no stack; declare one"):
        synthesis.synthesize(RECORD)


def test_an_app_whose_interpreter_is_missing_is_refused(root: Path) -> None:
    _app(root, "no-such-python -m stacks")

    with pytest.raises(
        Refusal,
        match=r"^Synthesis failed: the app command of cdktf\.json cannot be run \(.*no-such-python"
        r".*\); run `make setup`$",
    ):
        synthesis.synthesize(RECORD)


def test_a_repository_without_an_app_is_reported_what_is_missing(root: Path) -> None:
    (root / "cdktf.json").write_text("{}")

    with pytest.raises(Failure, match=r"cdktf\.json names no app command: 'app'\."):
        synthesis.synthesize(RECORD)


@pytest.mark.parametrize(
    "arguments", [["synth"], ["check"], ["plan"], ["test"], ["destroy"], ["outputs"]]
)
def test_in_a_repository_without_a_table_every_command_says_what_to_write(
    tmp_path: Path, arguments: list[str]
) -> None:
    for name in ("gitops", "policies"):
        shutil.copytree(ROOT / name, tmp_path / name)
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "other"\n')

    done = subprocess.run(
        [sys.executable, "-m", "gitops", *arguments],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert "pyproject.toml has no table [tool.gitops]; see docs/adopting.md." in done.stderr
    assert "Traceback" not in done.stderr
