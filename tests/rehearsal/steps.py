"""Runs one `run:` as a runner does: a bash script in the workspace, told by files what to say."""

import os
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

# A cancelled step is interrupted, then terminated, then killed, after these seconds each.
# https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-cancellation
PATIENCE = ((signal.SIGINT, 7.5), (signal.SIGTERM, 2.5), (signal.SIGKILL, 30.0))


@dataclass
class Ending:
    """How a step ended, and what it said."""

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
    cancels: Callable[[str], bool] = lambda _line: False,
) -> Ending:
    """Run the script; cancel it once `cancels` says so of a line it prints."""
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
    ending = _follow(process, scratch / "log", cancels)
    ending.outputs = _outputs(files["GITHUB_OUTPUT"].read_text())
    ending.summary = files["GITHUB_STEP_SUMMARY"].read_text()
    return ending


def _follow(process: subprocess.Popen[str], log: Path, cancels: Callable[[str], bool]) -> Ending:
    ending, canceller = Ending("success"), None
    assert process.stdout is not None
    with process.stdout as said, log.open("w", buffering=1) as copy:
        for line in said:
            copy.write(line)
            ending.lines.append(line.rstrip("\n"))
            if canceller is None and cancels(line):
                canceller = threading.Thread(target=_cancel, args=(process,))
                canceller.start()
    code = process.wait()
    if canceller is not None:
        canceller.join()
        ending.conclusion = "cancelled"
    elif code:
        ending.conclusion = "failure"
    return ending


def _cancel(process: subprocess.Popen[str]) -> None:
    for sent, seconds in PATIENCE:
        try:
            os.killpg(process.pid, sent)
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            continue
        except ProcessLookupError:
            return
        return


def _outputs(text: str) -> dict[str, str]:
    """The lines `name=value`; the form with a delimiter is outside the subset."""
    return dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
