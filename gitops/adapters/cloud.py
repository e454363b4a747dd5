"""AWS or an embedded cloud, and the environment variables that select it."""

import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from gitops.adapters import processes
from gitops.adapters.errors import Failure, Refusal
from gitops.adapters.files import write_atomically
from gitops.adapters.paths import BUILD, ROOT

REGION = "us-east-1"
RUNNING = BUILD / "cloud.json"
PORT_IN_USE = 3
# Waits that the cloud makes itself (retries after 1 and 2 minutes) pass at this share of real time.
TIME_SCALE = 0.02
STOP_SECONDS = 10.0


@dataclass(frozen=True)
class Cloud:
    """The cloud of an environment: AWS, or an embedded cloud with its endpoint and identity.

    `identity` distinguishes embedded clouds: the resources of one are gone when it stops.
    """

    name: str
    endpoint: str = ""
    identity: str = ""
    time_scale: float = 1.0
    pid: int = 0

    @classmethod
    def aws(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """AWS, reached with the caller's own credentials.

        `make rehearsal` replaces it by an embedded cloud. The SDKs' own AWS_ENDPOINT_URL does not:
        a shell that has it for `--cloud local` must reach AWS with `--cloud aws`.
        """
        endpoint = environ.get("MARKET_AWS_ENDPOINT", "")
        scale = float(environ.get("MARKET_TIME_SCALE", "1"))
        return cls("aws", endpoint, identity="aws", time_scale=scale)

    @property
    def is_local(self) -> bool:
        """Whether this is an embedded cloud."""
        return self.name == "local"

    def environ(self, inherited: Mapping[str, str] = os.environ) -> dict[str, str]:
        """The variables with which boto3 and Terraform reach this cloud, and no other.

        Environment variables only: an `endpoints` block would change the synthesized files.
        """
        base = {**processes.scrubbed(inherited), "AWS_REGION": REGION, "AWS_DEFAULT_REGION": REGION}
        if not self.is_local:
            return base | ({"AWS_ENDPOINT_URL": self.endpoint} if self.endpoint else {})
        for variable in ("AWS_PROFILE", "AWS_SESSION_TOKEN"):
            base.pop(variable, None)
        return {**base, **self.variables}

    @property
    def variables(self) -> dict[str, str]:
        """What a shell needs to reach this embedded cloud."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",  # the embedded cloud takes any credentials
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,  # the AWS CLI of version 1 reads no other
        }


def find(name: str) -> Cloud:
    """The cloud that `--cloud` names: `aws`, or the embedded cloud that is running.

    Raises:
        Refusal: no embedded cloud is running.
    """
    if name == "aws":
        return Cloud.aws()
    cloud = running()
    if cloud is None:
        raise Refusal("No embedded cloud is running; start one with `gitops cloud up`.")
    return cloud


def running() -> Cloud | None:
    """The embedded cloud that `gitops cloud up` started, if it is still there."""
    if not RUNNING.is_file():
        return None
    try:
        cloud = Cloud(**json.loads(RUNNING.read_text()))
    except (ValueError, TypeError):
        # Whatever wrote this, it was not a cloud that is running.
        return None
    return cloud if _alive(cloud.pid) else None


def up(port: int) -> Cloud:
    """Start an embedded cloud that stays until `down`.

    Raises:
        Refusal: one is running already, or the port is in use.
    """
    if running():
        raise Refusal("An embedded cloud is already running; stop it with `gitops cloud down`.")
    embedded = Embedded(port=port, stay=True)
    cloud = embedded.start()
    embedded.release()
    write_atomically(RUNNING, json.dumps(vars(cloud)).encode())
    return cloud


def down() -> bool:
    """Stop the embedded cloud that `up` started; return whether there was one."""
    cloud = running()
    if cloud:
        os.kill(cloud.pid, signal.SIGTERM)
        _await_end(cloud.pid)
    RUNNING.unlink(missing_ok=True)
    return cloud is not None


class Embedded:
    """An embedded cloud in a process of its own.

    Unless it is to `stay`, it ends with the command that started it, however that command ends.
    """

    def __init__(self, port: int = 0, *, stay: bool = False) -> None:
        self._port = port
        self._stay = stay
        self._process: subprocess.Popen[str] | None = None

    def launch(self) -> Self:
        """Start it in the background; `start` waits until it is ready."""
        self._process = self._spawn()
        return self

    def _spawn(self) -> subprocess.Popen[str]:
        options = [] if self._stay else ["--die-with-parent"]
        log = BUILD / "cloud.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a") as errors:
            return subprocess.Popen(
                [sys.executable, "-m", "localcloud", "--port", str(self._port),
                 "--time-scale", str(TIME_SCALE), *options],
                cwd=ROOT, env=processes.scrubbed(), text=True, start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors,
            )  # fmt: skip

    def start(self) -> Cloud:
        """Wait until the cloud answers.

        Raises:
            Refusal: its port is in use, or it is not installed.
            Failure: it stopped before it was ready.
        """
        self._process = process = self._process or self._spawn()
        if process.stdout is None:
            raise ValueError("the embedded cloud was started without a pipe")
        with process.stdout as printed:
            ready = printed.readline()
        if not ready:
            raise self._start_failure(process.wait())
        about = json.loads(ready)
        return Cloud("local", about["endpoint"], about["id"], TIME_SCALE, process.pid)

    def release(self) -> None:
        """Let the cloud outlive this object: to forget a running process is a ResourceWarning."""
        if self._process is not None:
            self._process.returncode = 0

    def stop(self) -> None:
        """Stop the cloud and every function that runs in it."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _start_failure(self, code: int) -> Failure:
        if code == PORT_IN_USE:
            return Refusal(f"Port {self._port} is in use; choose another with --port.")
        if importlib.util.find_spec("moto") is None:
            return Refusal("The embedded cloud is not installed; run `make setup`.")
        return Failure(f"The embedded cloud failed to start; log: {BUILD / 'cloud.log'}")


def _alive(pid: int) -> bool:
    command = Path(f"/proc/{pid}/cmdline")
    if command.parent.parent.is_dir():
        # The number may have been given to another process since.
        return command.is_file() and b"localcloud" in command.read_bytes()
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


def _await_end(pid: int) -> None:
    deadline = time.monotonic() + STOP_SECONDS
    while _alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
