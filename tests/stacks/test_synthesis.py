"""Synthesis is a pure function of the settings, and costs only what is used."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gitops.adapters.package import package
from stacks import __main__ as program

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module", autouse=True)
def _artifacts() -> None:
    package()


def _synth(target: Path, cwd: Path = ROOT, **environ: str) -> subprocess.CompletedProcess[str]:
    target.mkdir(parents=True, exist_ok=True)
    settings = {"ENVIRONMENT_SUFFIX": "pr-7", "CDKTF_OUTDIR": str(target), **environ}
    kept = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "stacks"],
        cwd=cwd,
        env={**kept, "PYTHONPATH": str(ROOT), **settings},
        capture_output=True,
        text=True,
        check=False,
    )


def _bytes(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def test_two_syntheses_from_different_directories_are_byte_equal(tmp_path: Path) -> None:
    """Whatever an earlier one left there, for instance a stack that is declared no more."""
    removed = tmp_path / "elsewhere" / "two" / "stacks" / "removed" / "cdk.tf.json"
    removed.parent.mkdir(parents=True)
    removed.write_text("{}")

    assert _synth(tmp_path / "one").returncode == 0
    assert _synth(tmp_path / "elsewhere" / "two", cwd=tmp_path, TZ="Asia/Tokyo").returncode == 0

    one = _bytes(tmp_path / "one")
    assert any(name.endswith(".zip") for name in one)
    assert one == _bytes(tmp_path / "elsewhere" / "two")


def test_the_app_of_cdktf_json_gives_the_same_bytes(tmp_path: Path) -> None:
    app = json.loads((ROOT / "cdktf.json").read_text())["app"]
    (tmp_path / "cli").mkdir()
    # The CDKTF CLI runs the app by a shell, with CDKTF_OUTDIR.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    chosen = {"CDKTF_OUTDIR": str(tmp_path / "cli"), "ENVIRONMENT_SUFFIX": "pr-7"}
    environ = {**os.environ, "PATH": path, **chosen}
    subprocess.run(app, shell=True, cwd=ROOT, env=environ, check=True)  # noqa: S602

    _synth(tmp_path / "own")

    assert _bytes(tmp_path / "cli") == _bytes(tmp_path / "own")


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        pytest.param({"ENVIRONMENT_SUFFIX": "Prod"}, "'Prod' is refused", id="suffix"),
        pytest.param({"EXPIRES_AT": "soon"}, "EXPIRES_AT='soon' is refused", id="expiry"),
    ],
)
def test_a_bad_setting_is_one_sentence_and_exit_code_2(
    tmp_path: Path, environ: dict[str, str], sentence: str
) -> None:
    done = _synth(tmp_path, ROOT, **environ)

    assert done.returncode == 2
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not list(tmp_path.rglob("cdk.tf.json"))


def _in(root: Path, monkeypatch: pytest.MonkeyPatch, settings: str) -> None:
    (root / "environments.toml").write_text(settings)
    monkeypatch.setattr(program, "ROOT", root)
    monkeypatch.setenv("ENVIRONMENT_SUFFIX", "pr-7")
    monkeypatch.setenv("CDKTF_OUTDIR", str(root / "new" / "folders"))
    monkeypatch.delenv("EXPIRES_AT", raising=False)


def test_a_file_of_settings_that_is_not_toml_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _in(tmp_path, monkeypatch, "[default")

    assert program.main() == 2
    assert capsys.readouterr().err.startswith("environments.toml is not TOML: ")


def test_a_missing_artifact_is_named_with_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _in(tmp_path, monkeypatch, '[default]\nexchange_endpoints = { a = "b" }')

    assert program.main() == 2
    archive = tmp_path / "build" / "artifacts" / "webhook-processor.zip"
    assert capsys.readouterr().err == (
        f"{archive} is missing: `gitops package` makes it of"
        " lambda_src/webhook_processor/handler.py.\n"
    )


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        pytest.param(
            "stacks.absent:Absent",
            "Stack orders: there is no stacks/absent.py; write it, or take the line"
            " out of STACKS in stacks/__main__.py.",
            id="no file",
        ),
        pytest.param(
            "stacks.environment:Absent",
            "Stack orders: stacks/environment.py has no class Absent; write it, or take the line"
            " out of STACKS in stacks/__main__.py.",
            id="no class",
        ),
        pytest.param(
            "stacks.environment:EXAMPLE",
            "Stack orders: stacks/environment.py has no class EXAMPLE; write it, or take the line"
            " out of STACKS in stacks/__main__.py.",
            id="no class, but a value",
        ),
        pytest.param(
            "stacks.constructs.pipeline_stack:PipelineStack",
            "Stack orders: PipelineStack in stacks/constructs/pipeline_stack.py is empty; write it,"
            " or take the line out of STACKS in stacks/__main__.py.",
            id="nothing but what it inherits",
        ),
    ],
)
def test_a_stack_without_code_is_named_with_the_remedy(
    entry: str,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    _in(tmp_path, monkeypatch, '[default]\nexchange_endpoints = { a = "b" }')
    monkeypatch.setattr(program, "STACKS", {"orders": entry})

    assert program.main() == 2
    assert capsys.readouterr().err == f"{said}\n"


def _synthesized(monkeypatch: pytest.MonkeyPatch, build: Callable[[object, Path], object]) -> int:
    """Run the program with `build` in place of CDKTF; the exit code."""
    monkeypatch.setattr(program, "_synthesize", build)
    return program.main()


def test_a_current_folder_is_left_as_it_is_until_something_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _in(tmp_path, monkeypatch, '[default]\nexchange_endpoints = { a = "b" }')
    built: list[Path] = []

    def build(_: object, target: Path) -> None:
        built.append(target)
        (target / "manifest.json").write_text("{}")

    for suffix, times in (("pr-7", 1), ("pr-7", 1), ("pr-8", 2), ("pr-7", 3)):
        monkeypatch.setenv("ENVIRONMENT_SUFFIX", suffix)
        assert _synthesized(monkeypatch, build) == 0
        assert len(built) == times


def test_an_interrupted_synthesis_is_not_current(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _in(tmp_path, monkeypatch, '[default]\nexchange_endpoints = { a = "b" }')
    whole: list[bool] = []

    def build(_: object, target: Path) -> None:
        (target / "manifest.json").write_text("{}")
        if not whole:
            whole.append(False)
            raise KeyboardInterrupt
        whole.append(True)

    with pytest.raises(KeyboardInterrupt):
        _synthesized(monkeypatch, build)
    assert _synthesized(monkeypatch, build) == 0

    assert whole == [False, True]


def test_what_changes_during_a_synthesis_makes_it_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = '[default]\nexchange_endpoints = { a = "b" }'
    _in(tmp_path, monkeypatch, settings)
    built: list[Path] = []

    def build(_: object, target: Path) -> None:
        built.append(target)
        (tmp_path / "environments.toml").write_text(f"{settings}\n# saved meanwhile")

    for _ in range(3):
        assert _synthesized(monkeypatch, build) == 0

    assert len(built) == 2


def test_the_second_of_two_equal_syntheses_does_not_load_cdktf(tmp_path: Path) -> None:
    assert _synth(tmp_path / "out").returncode == 0
    before = _bytes(tmp_path / "out")
    script = (
        "import sys; from stacks.__main__ import main;"
        "print(main(), 'cdktf' in sys.modules or 'jsii' in sys.modules)"
    )
    environ = {"ENVIRONMENT_SUFFIX": "pr-7", "CDKTF_OUTDIR": str(tmp_path / "out")}
    kept = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}

    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**kept, **environ},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == "0 False\n"
    assert _bytes(tmp_path / "out") == before


def test_only_the_provider_modules_in_use_are_loaded() -> None:
    count = (
        "import sys, stacks.crypto_price_processing as s;"
        "print(sum(name.startswith('cdktf_cdktf_provider_aws.') for name in sys.modules))"
    )
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [sys.executable, "-c", count],
        cwd=ROOT,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=True,
    )

    assert int(done.stdout) < 100


def test_a_stack_that_is_unfinished_is_refused_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sentence = "stacks/unfinished.py is unfinished: say what it is."
    code = f"def Unfinished(*_):\n    raise NotImplementedError({sentence!r})\n"
    (tmp_path / "unfinished_stack.py").write_text(code)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("PATH", os.environ["PATH"])  # restored: synthesis adds to it
    monkeypatch.setenv("CDKTF_OUTDIR", str(tmp_path / "out"))
    monkeypatch.setattr(program, "STACKS", {"unfinished": "unfinished_stack:Unfinished"})

    assert program.main([]) == program.REFUSED
    assert capsys.readouterr().err == f"{sentence}\n"
