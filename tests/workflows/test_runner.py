"""The rehearsal plays jobs and steps as GitHub would: what it shows is worth no more than this."""

import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gitops.adapters.cloud import Cloud
from tests.workflow_e2e import steps
from tests.workflow_e2e.forge import Forge
from tests.workflow_e2e.runner import Result
from tests.workflow_e2e.scenario import ended
from tests.workflows.plays import HEAD, event_of, forge_in, play, runner_of, workflow_of

# For what a machine under load does late.
PATIENCE_SECONDS = 10.0


@pytest.fixture(name="forge")
def forge_(tmp_path: Path) -> Iterator[Forge]:
    with forge_in(tmp_path, Cloud("local")) as forge:
        yield forge


def test_a_step_hands_its_outputs_to_later_jobs_and_sums_up(forge: Forge, tmp_path: Path) -> None:
    result = play(
        forge,
        tmp_path,
        """
        one:
          outputs: {word: "${{ steps.say.outputs.word }}"}
          steps:
            - run: |
                echo word=yes >> "$GITHUB_OUTPUT"
                echo "# Done" >> "$GITHUB_STEP_SUMMARY"
              id: say
        two:
          needs: one
          if: needs.one.outputs.word == 'yes'
          env: {WORD: "${{ needs.one.outputs.word }}"}
          steps:
            - run: echo "heard $WORD"
        three:
          needs: one
          if: needs.one.outputs.word == 'no'
          steps:
            - run: "true"
        """,
    )

    assert ended(result) == {"one": "success", "two": "success", "three": "skipped"}
    assert result.jobs["one"].summary == "# Done\n"
    assert result.jobs["two"].text == "heard yes"


def test_a_failure_reaches_all_that_come_after_it_but_for_those_that_run_always(
    forge: Forge, tmp_path: Path
) -> None:
    result = play(
        forge,
        tmp_path,
        """
        one:
          steps:
            - run: exit 1
            - run: echo never
            - run: echo still
              if: always()
        two: {needs: one, steps: [{run: "true"}]}
        three: {needs: two, if: failure(), steps: [{run: "true"}]}
        four: {needs: two, if: always(), steps: [{run: "true"}]}
        """,
    )

    assert ended(result) == {
        "one": "failure",
        "two": "skipped",
        "three": "success",
        "four": "success",
    }
    assert (result.conclusion, result.jobs["one"].text.split()) == ("failure", ["still"])


ARTIFACTS = """
one:
  steps:
    - run: mkdir -p build/pr-7 other && echo 1 > build/pr-7/a.xml && echo 2 > other/b
    - {uses: actions/upload-artifact@0, with: {name: wild, path: build/*/a.xml}}
    - {uses: actions/upload-artifact@0, with: {name: folder, path: other/}}
    - {uses: actions/upload-artifact@0, with: {name: none, path: nowhere}}
two:
  needs: one
  steps:
    - {uses: actions/download-artifact@0, with: {name: wild, path: here}}
    - {uses: actions/download-artifact@0, with: {name: folder}}
    - run: cat here/pr-7/a.xml b
    - {uses: actions/download-artifact@0, with: {name: none}, continue-on-error: true}
    - {uses: actions/upload-artifact@0, with: {name: none, path: nowhere, if-no-files-found: error}}
"""


def test_an_artifact_keeps_the_paths_below_its_first_wildcard(forge: Forge, tmp_path: Path) -> None:
    result = play(forge, tmp_path, ARTIFACTS)

    assert ended(result) == {"one": "success", "two": "failure"}
    assert result.jobs["two"].text.splitlines()[-4:] == [
        *("1", "2", "Unable to find the artifact none"),
        "No files were found with the provided path: nowhere",
    ]


def test_a_job_waits_for_somebody_to_let_it_into_its_environment(
    forge: Forge, tmp_path: Path
) -> None:
    result = play(forge, tmp_path, 'one: {environment: approval, steps: [{run: "true"}]}')

    assert ended(result) == {"one": "failure"}
    assert forge.asked_for == ["approval"]


def test_runs_of_one_group_take_turns(forge: Forge, tmp_path: Path) -> None:
    head = f"{HEAD}concurrency: {{group: all}}\n"
    slow = workflow_of('one: {steps: [{run: "sleep 0.5"}]}', head)
    runner, first = runner_of(forge, tmp_path), list[Result]()
    thread = threading.Thread(target=lambda: first.append(runner.play(slow, event_of(forge))))
    thread.start()
    while not list((tmp_path / "runs").glob("*/step-1/log")):
        time.sleep(0.01)

    second = runner.play(slow, event_of(forge))

    assert first, "the second ran while the first did"
    thread.join()
    assert (first[0].waited, second.waited) == (False, True)


STUBBORN = """
trap '' INT TERM
setsid sleep 60 &
echo "started $!"
sleep 60
sleep 60
"""


def test_a_cancelled_step_is_killed_with_all_that_it_started(tmp_path: Path) -> None:
    patience = ((signal.SIGINT, 0.1), (signal.SIGTERM, 0.1))
    env = {"PATH": "/usr/bin:/bin", steps.TRACKING: f"github_{tmp_path}"}

    ending = steps.run(
        STUBBORN, tmp_path, env, tmp_path / "scratch", steps.Cancel(_started, patience)
    )

    assert ending.conclusion == "cancelled"
    assert _is_gone(ending.lines[0].split()[-1])


def test_a_cancelled_step_may_end_by_itself(tmp_path: Path) -> None:
    script = "trap 'echo ending; exit 1' INT\necho started\nwhile true; do sleep 0.1; done\n"

    ending = steps.run(
        script, tmp_path, {"PATH": "/usr/bin:/bin"}, tmp_path / "scratch", steps.Cancel(_started)
    )

    assert (ending.conclusion, ending.lines) == ("cancelled", ["started", "ending"])


def test_who_stops_the_rehearsal_stops_its_step(tmp_path: Path) -> None:
    def interrupted(_line: str) -> bool:
        raise KeyboardInterrupt

    env = {"PATH": "/usr/bin:/bin", steps.TRACKING: f"github_{tmp_path}"}
    script = "setsid sleep 60 &\necho $! > child\necho started\nsleep 60\n"

    with pytest.raises(KeyboardInterrupt):
        steps.run(script, tmp_path, env, tmp_path / "scratch", steps.Cancel(interrupted))

    assert _is_gone((tmp_path / "child").read_text())


def _is_gone(number: str) -> bool:
    """Whether soon no process has the number, or only one that nobody waited for yet.

    A kill is under way when the call returns.
    """
    command = Path("/proc") / number.strip() / "cmdline"
    deadline = time.monotonic() + PATIENCE_SECONDS
    while _reads(command) and time.monotonic() < deadline:
        time.sleep(0.01)
    return not _reads(command)


def _reads(command: Path) -> bytes:
    try:
        return command.read_bytes()
    except OSError:
        return b""


def _started(line: str) -> bool:
    return line.startswith("started")
