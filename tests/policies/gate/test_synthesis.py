"""The gate evaluates what the app command of cdktf.json makes; the app decides what is stale."""

import json
from pathlib import Path

import pytest

from policies.gate.synthesis import SynthesisFailed, current, synthesize

# Writes what it was given, as a stack, where it was told to.
APP = """
import json, os, pathlib, sys
out = pathlib.Path(os.environ["CDKTF_OUTDIR"]) / "stacks" / "prices"
out.mkdir(parents=True, exist_ok=True)
given = [sys.argv[1:], os.environ.get("ENVIRONMENT_SUFFIX"), os.getcwd()]
(out / "cdk.tf.json").write_text(json.dumps(given))
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "app.py").write_text(APP)
    _app(tmp_path, "python app.py")
    return tmp_path


def _app(root: Path, command: str) -> None:
    (root / "cdktf.json").write_text(json.dumps({"app": command}))


def _given(folder: Path) -> object:
    return json.loads((folder / "stacks" / "prices" / "cdk.tf.json").read_text())


def test_the_app_runs_in_the_root_with_the_variables_that_were_given(root: Path) -> None:
    assert current(root, {"ENVIRONMENT_SUFFIX": "pr-7"}) == root / "cdktf.out"
    assert _given(root / "cdktf.out") == [[], "pr-7", str(root)]

    synthesize(root / "elsewhere", root, {}, "bootstrap --example")
    assert _given(root / "elsewhere") == [["bootstrap", "--example"], None, str(root)]


def test_a_failed_synthesis_speaks_for_itself(root: Path) -> None:
    _app(root, "echo no such suffix >&2; exit 2")

    with pytest.raises(SynthesisFailed) as refused:
        current(root, {})

    assert str(refused.value) == "Synthesis failed: no such suffix"
    assert refused.value.exit_code == 2


def test_an_interpreter_that_is_missing_has_a_remedy(root: Path) -> None:
    _app(root, "a-python-of-nobody -m stacks")

    with pytest.raises(SynthesisFailed, match=r"not found.*; run `make setup`$"):
        current(root, {})


@pytest.mark.parametrize("text", ["", "[]", "{}", None], ids=["empty", "list", "no app", "missing"])
def test_a_tree_without_an_app_command_is_refused(root: Path, text: str | None) -> None:
    path = root / "cdktf.json"
    path.unlink()
    if text is not None:
        path.write_text(text)

    with pytest.raises(SynthesisFailed) as refused:
        current(root, {})

    assert str(refused.value).startswith(f"{path} names no app command: ")
    assert "Restore it from Git" in str(refused.value)
    assert refused.value.exit_code == 2
