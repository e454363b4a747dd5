"""`cdktf.out` is made anew when, and only when, what it is made of has changed."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from policies.gate.synthesis import SETTINGS, SynthesisFailed, current

# Counts its runs and writes a stack that tells its input, as the real app command would.
APP = """
import os, pathlib
out = pathlib.Path(os.environ["CDKTF_OUTDIR"]) / "stacks" / "prices"
out.mkdir(parents=True, exist_ok=True)
(out / "cdk.tf.json").write_text("{}")
with open("runs", "a") as file:
    file.write("x")
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "stacks" / "constructs").mkdir(parents=True)
    (tmp_path / "stacks" / "app.py").write_text(APP)
    (tmp_path / "stacks" / "constructs" / "queue.py").write_text("")
    (tmp_path / "lambda_src" / "enricher").mkdir(parents=True)
    (tmp_path / "lambda_src" / "enricher" / "handler.py").write_text("")
    (tmp_path / "gitops").mkdir()
    (tmp_path / "gitops" / "package.py").write_text("")
    for name in ("environments.toml", "uv.lock"):
        (tmp_path / name).write_text("")
    (tmp_path / "cdktf.json").write_text(json.dumps({"app": "python stacks/app.py"}))
    return tmp_path


def runs(root: Path) -> int:
    return len((root / "runs").read_text())


def test_an_unchanged_tree_is_synthesized_once(root: Path) -> None:
    assert current(root, {}) == root / "cdktf.out"
    current(root, {})

    assert runs(root) == 1


CHANGES: dict[str, Callable[[Path], object]] = {
    "a construct": lambda root: (root / "stacks/constructs/queue.py").write_text("# new"),
    "a function": lambda root: (root / "lambda_src/enricher/handler.py").write_text("# new"),
    "a new file": lambda root: (root / "stacks/alerts.py").write_text(""),
    "a file that went": lambda root: (root / "stacks/constructs/queue.py").unlink(),
    "packaging": lambda root: (root / "gitops/package.py").write_text("# new"),
    "the settings": lambda root: (root / "environments.toml").write_text("# new"),
    "the dependencies": lambda root: (root / "uv.lock").write_text("# new"),
    "the app command": lambda root: (root / "cdktf.json").write_text(
        json.dumps({"app": "python  stacks/app.py"})
    ),
    "the output itself": lambda root: (root / "cdktf.out/stacks/prices/cdk.tf.json").write_text(
        '{"by": "hand"}'
    ),
    "an output that went": lambda root: (root / "cdktf.out/stacks/prices/cdk.tf.json").unlink(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_changed_tree_is_synthesized_anew(root: Path, change: Callable[[Path], object]) -> None:
    current(root, {})
    change(root)
    current(root, {})

    assert runs(root) == 2


@pytest.mark.parametrize("name", SETTINGS)
def test_another_setting_is_synthesized_anew(root: Path, name: str) -> None:
    current(root, {})
    current(root, {name: "other"})
    current(root, {name: "other"})

    assert runs(root) == 2


def test_a_touched_file_is_no_change(root: Path) -> None:
    current(root, {})
    (root / "stacks/app.py").touch()
    current(root, {})

    assert runs(root) == 1


def test_a_failed_synthesis_speaks_for_itself_and_is_tried_again(root: Path) -> None:
    current(root, {})
    (root / "cdktf.json").write_text(json.dumps({"app": "echo no such suffix >&2; exit 2"}))

    for _ in range(2):
        with pytest.raises(SynthesisFailed) as refused:
            current(root, {})
        assert str(refused.value) == "Synthesis failed: no such suffix"


@pytest.mark.parametrize("text", ["", "[]", "{}", None], ids=["empty", "list", "no app", "missing"])
def test_a_tree_without_an_app_command_is_refused(root: Path, text: str | None) -> None:
    path = root / "cdktf.json"
    path.unlink()
    if text is not None:
        path.write_text(text)

    with pytest.raises(SynthesisFailed) as refused:
        current(root, {})

    assert str(refused.value).startswith(f"{path} names no app command: ")
