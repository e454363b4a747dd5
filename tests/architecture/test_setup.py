"""`make setup` calls the virtual environment ready when all of it has worked, and not before."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
READY = Path(".venv") / ".ready"
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working copy, and beside it the tools that it finds on PATH."""
    copy = tmp_path / "copy"
    copy.mkdir()
    for name in ("Makefile", "pyproject.toml", "uv.lock"):
        shutil.copy(ROOT / name, copy)
    (tmp_path / "bin").mkdir()
    _tool(tmp_path / "bin" / "terraform", "true")
    return copy


@pytest.fixture
def make(folder: Path) -> Run:
    def run(*targets: str, **environ: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            ["make", *targets],
            cwd=folder,
            env={**os.environ, "PATH": f"{folder.parent / 'bin'}:/usr/bin:/bin", **environ},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def _tool(path: Path, script: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def test_it_is_ready_when_uv_has_succeeded_and_stays_so(folder: Path, make: Run) -> None:
    _tool(
        folder.parent / "bin" / "uv",
        'mkdir -p .venv && echo "uv $* within $UV_COMPILE_BYTECODE_TIMEOUT s"',
    )

    first, second = make("setup"), make("setup")

    assert (first.returncode, second.returncode) == (0, 0)
    assert "uv sync --frozen --compile-bytecode within 900 s" in first.stdout
    assert (folder / READY).is_file()
    assert "uv sync" not in second.stdout


def test_the_timeout_is_whoever_calls_to_choose(folder: Path, make: Run) -> None:
    _tool(folder.parent / "bin" / "uv", 'mkdir -p .venv && echo "$UV_COMPILE_BYTECODE_TIMEOUT s"')

    assert "77 s" in make("setup", UV_COMPILE_BYTECODE_TIMEOUT="77").stdout


def test_it_is_not_ready_when_uv_fails_even_if_it_was_before(folder: Path, make: Run) -> None:
    (folder / READY).parent.mkdir()
    (folder / READY).touch()
    os.utime(folder / READY, (0, 0))
    _tool(
        folder.parent / "bin" / "uv", "mkdir -p .venv; echo 'Bytecode timed out (60s)' >&2; exit 2"
    )

    done = make("setup")

    assert done.returncode != 0
    assert "Bytecode timed out" in done.stderr
    assert not (folder / READY).exists()


def test_without_the_fuzzer_one_sentence_says_where_there_is_one(folder: Path, make: Run) -> None:
    _tool(folder / ".venv" / "bin" / "python", f'exec {sys.executable} -I -S "$@"')
    (folder / READY).touch()

    done = make("fuzz")

    assert done.returncode != 0
    assert "make fuzz needs atheris, which is published for Linux on x86-64 only." in done.stderr
    assert "Traceback" not in done.stderr
