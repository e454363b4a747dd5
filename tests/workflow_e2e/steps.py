"""Runs one `run:` as a runner does: bash in the workspace, outputs through files."""

import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

# A cancelled step is interrupted, then terminated, with these seconds to end; then all that is left
# of it is killed.
# https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-cancellation
PATIENCE = ((signal.SIGINT, 7.5), (signal.SIGTERM, 2.5))
# By this variable a runner finds what a job started, wherever it went.
TRACKING = "RUNNER_TRACKING_ID"


@dataclass(frozen=True)
class Cancel:
    """After which line of a step somebody cancels the run, and how patient GitHub is then."""

    after: Callable[[str], bool] = lambda _line: False
    patience: Sequence[tuple[signal.Signals, float]] = PATIENCE


NEVER = Cancel()


@dataclass
class StepResult:
    """How a step ended, and what it printed."""

    conclusion: str
    lines: list[str] = field(default_factory=list)
    outputs: dict[str, str] = field(default_factory=dict)
    summary: str = ""

    @property
    def text(self) -> str:
        """All that the step printed."""
        return "\n".join(self.lines)


def run(
    script: str,
    workspace: Path,
    env: Mapping[str, str],
    scratch: Path,
    cancel: Cancel = NEVER,
) -> StepResult:
    """Run the script, or the part of it that happens before it is cancelled."""
    scratch.mkdir(parents=True)
    files = {name: scratch / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    for path in files.values():
        path.touch()
    (scratch / "script").write_text(script)
    process = subprocess.Popen(
        ["bash", "-e", str(scratch / "script")],
        cwd=workspace,
        env={**env, **{name: str(path) for name, path in files.items()}},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    try:
        ending = _follow(process, scratch / "log", cancel, env.get(TRACKING, ""))
    except BaseException:
        # Whoever stops the test stops its step, too.
        _end(process, NEVER, env.get(TRACKING, ""))
        raise
    ending.outputs = _outputs(files["GITHUB_OUTPUT"].read_text())
    ending.summary = files["GITHUB_STEP_SUMMARY"].read_text()
    return ending


def _follow(process: subprocess.Popen[str], log: Path, cancel: Cancel, tracking: str) -> StepResult:
    ending, canceller = StepResult("success"), None
    assert process.stdout is not None
    with process.stdout as printed, log.open("w", buffering=1) as copy:
        for line in printed:
            copy.write(line)
            ending.lines.append(line.rstrip("\n"))
            if canceller is None and cancel.after(line):
                canceller = threading.Thread(target=_end, args=(process, cancel, tracking))
                canceller.start()
    code = process.wait()
    if canceller is not None:
        canceller.join()
        ending.conclusion = "cancelled"
    elif code:
        ending.conclusion = "failure"
    return ending


def _end(process: subprocess.Popen[str], cancel: Cancel, tracking: str) -> None:
    for sent, seconds in cancel.patience:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, sent)
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
            break
    for number in list(started_with(tracking)) if tracking else ():
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)


def started_with(tracking: str) -> Iterator[int]:
    """The processes that inherited the variable; Linux tells."""
    mark = f"{TRACKING}={tracking}".encode()
    for environ in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            if mark in environ.read_bytes().split(b"\0"):
                yield int(environ.parent.name)


def _outputs(text: str) -> dict[str, str]:
    """The lines `name=value`; the form with a delimiter is outside the subset."""
    return dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
