"""Bad input gets one clear sentence and an exit code; nothing is begun."""

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gitops import cli
from gitops.adapters import cloud as clouds
from gitops.adapters.errors import Refusal
from gitops.adapters.package import package
from gitops.environment.records import recorded
from gitops.environment.synthesis import synthesize

ROOT = Path(__file__).resolve().parents[3]
SUFFIXES = ("nomirror", "nostack", "noterraform", "nobody")


@pytest.fixture(autouse=True)
def _leave_no_folders() -> Iterator[None]:
    yield
    for suffix in SUFFIXES:
        shutil.rmtree(ROOT / "build" / "environments" / suffix, ignore_errors=True)


def _gitops(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "gitops", *arguments],
        cwd=ROOT,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        pytest.param(
            ["synth", "--suffix", "Dev_1"],
            "lower-case letters, digits and inner hyphens",
            id="suffix",
        ),
        pytest.param(
            ["outputs", "--suffix", "nobody"],
            "Environment nobody has no outputs; deploy it first: gitops deploy --suffix nobody",
            id="outputs of nothing",
        ),
        pytest.param(
            ["cycle", "--suffix", "prod"], "prod is a protected environment", id="cycle of prod"
        ),
    ],
)
def test_what_cannot_work_is_refused_in_one_sentence(arguments: list[str], sentence: str) -> None:
    done = _gitops(*arguments)

    assert done.returncode == 2
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_a_stack_that_does_not_exist_is_refused_with_those_that_do() -> None:
    done = _gitops("synth", "--suffix", "nostack", "--stack", "nonsense")

    assert done.returncode == 2
    assert "There is no stack 'nonsense'; choose one of: " in done.stderr


def test_without_terraform_the_first_command_that_needs_it_says_so() -> None:
    done = _gitops("cycle", "--suffix", "noterraform", PATH=str(Path(sys.executable).parent))

    assert done.returncode == 2
    assert "Terraform is not on PATH; install version 1.11 or newer" in done.stderr


def test_a_mirror_that_is_not_there_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    done = _gitops("cycle", "--suffix", "nomirror", TERRAFORM_PROVIDER_MIRROR=str(tmp_path))

    assert done.returncode == 2
    assert f"TERRAFORM_PROVIDER_MIRROR={tmp_path} contains no" in done.stderr


def test_a_port_in_use_is_refused_with_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clouds, "RUNNING", tmp_path / "cloud.json")  # the reader's own may run
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refusal = CliRunner().invoke(cli.app, ["cloud", "up", "--port", str(port)]).exception

    assert isinstance(refusal, Refusal)
    assert str(refusal) == f"Port {port} is in use; choose another with --port."
    assert refusal.exit_code == 2


@pytest.mark.parametrize(
    ("local", "backend"),
    [pytest.param(True, "local", id="local"), pytest.param(False, "s3", id="aws")],
)
def test_a_state_bucket_is_for_aws_only(
    build: Path, monkeypatch: pytest.MonkeyPatch, *, local: bool, backend: str
) -> None:
    monkeypatch.setenv("STATE_BUCKET", "states")
    package()

    stacks = synthesize(recorded("pr-7"), local=local)

    for stack in stacks:
        document = build / "environments" / "pr-7" / "synth" / "stacks" / stack / "cdk.tf.json"
        assert list(json.loads(document.read_text())["terraform"]["backend"]) == [backend]
    assert stacks
