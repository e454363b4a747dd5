"""Commands reach exactly the cloud that was named, and an embedded cloud ends with them."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gitops.adapters import cloud as clouds
from gitops.adapters.cloud import Cloud, Embedded
from gitops.adapters.errors import Refusal
from gitops.commands.cloud import cloud_up

ROOT = Path(__file__).resolve().parents[3]


def test_aws_is_never_reached_through_an_inherited_endpoint() -> None:
    inherited = {"AWS_ENDPOINT_URL": "http://x", "AWS_ENDPOINT_URL_S3": "http://x", "HOME": "/h"}

    environ = Cloud.aws().environ(inherited)

    assert environ == {"HOME": "/h", "AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1"}


def test_what_stands_in_for_aws_is_asked_with_the_session_of_the_caller() -> None:
    session = {
        "AWS_ACCESS_KEY_ID": "ASIA",
        "AWS_SECRET_ACCESS_KEY": "s",
        "AWS_SESSION_TOKEN": "t",
    }

    environ = Cloud.aws({"MARKET_AWS_ENDPOINT": "http://127.0.0.1:1"}).environ(session)

    assert session.items() <= environ.items()
    assert environ["AWS_ENDPOINT_URL"] == "http://127.0.0.1:1"


def test_the_embedded_cloud_never_sees_the_callers_credentials() -> None:
    inherited = {
        "AWS_PROFILE": "prod",
        "AWS_SESSION_TOKEN": "t",
        "AWS_ACCESS_KEY_ID": "AKIA",
        "AWS_SECRET_ACCESS_KEY": "s",
    }

    environ = Cloud("local", "http://127.0.0.1:1").environ(inherited)

    assert environ["AWS_ENDPOINT_URL"] == "http://127.0.0.1:1"
    assert environ["AWS_ACCESS_KEY_ID"] == environ["AWS_SECRET_ACCESS_KEY"] == "test"
    assert not {"AWS_PROFILE", "AWS_SESSION_TOKEN"} & set(environ)


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(clouds, "RUNNING", tmp_path / "cloud.json")
    return tmp_path / "cloud.json"


@pytest.mark.usefixtures("registry")
def test_without_a_running_cloud_the_remedy_is_named() -> None:
    with pytest.raises(Refusal, match="start one with `gitops cloud up`"):
        clouds.find("local")


@pytest.mark.usefixtures("registry")
def test_a_cloud_that_is_up_is_found_until_it_is_down() -> None:
    up = clouds.up(0)
    try:
        assert clouds.find("local") == up
        with pytest.raises(Refusal, match="already running; stop it with `gitops cloud down`"):
            clouds.up(0)
    finally:
        ended = clouds.down()
    assert ended
    assert clouds.running() is None
    assert clouds.down() is False


def test_who_asks_again_for_a_cloud_gets_the_one_that_is_up(
    registry: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = Cloud("local", "http://127.0.0.1:4567", identity="mine", pid=os.getpid())
    registry.write_text(json.dumps(vars(mine)))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clouds, "_alive", lambda pid: pid == os.getpid())
        cloud_up(port=4566)

    printed = capsys.readouterr()
    assert "export AWS_ENDPOINT_URL=http://127.0.0.1:4567\n" in printed.out
    assert all(line.startswith("export ") for line in printed.out.splitlines())
    assert "already running at http://127.0.0.1:4567" in printed.err


def test_a_cloud_that_was_killed_is_not_taken_for_running(registry: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    registry.write_text(f'{{"name": "local", "pid": {ended.pid}}}')

    assert clouds.running() is None


STARTS_A_CLOUD_AND_HANGS = """
import time
from gitops.adapters.cloud import Embedded
print(Embedded().start().pid, flush=True)
time.sleep(600)
"""


def test_a_note_of_a_cloud_that_cannot_be_read_is_no_cloud(registry: Path) -> None:
    registry.write_text("{")

    assert clouds.running() is None


def test_a_cloud_ends_with_the_command_that_was_killed() -> None:
    command = subprocess.Popen(
        [sys.executable, "-c", STARTS_A_CLOUD_AND_HANGS],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    with command:
        assert command.stdout
        pid = int(command.stdout.readline())
        assert clouds._alive(pid)
        command.send_signal(signal.SIGKILL)

    deadline = time.monotonic() + 120
    while clouds._alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not clouds._alive(pid)


def test_a_stopped_cloud_leaves_no_process() -> None:
    embedded = Embedded()
    cloud = embedded.start()
    embedded.stop()

    with pytest.raises(ProcessLookupError):
        os.kill(cloud.pid, 0)
