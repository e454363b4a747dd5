"""A pull request and its review by the real workflows against the Terraform calls in them alone."""

import os
import shlex
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.timing import run, seconds
from gitops.adapters.paths import BUILD
from gitops.adapters.processes import scrubbed
from gitops.adapters.provider_mirror import cli_config
from gitops.adapters.terraform import executable
from tests.workflow_e2e import harness
from tests.workflow_e2e.scenario import all_of, settings
from tests.workflow_e2e.team import Team

NOTING = """#!/bin/sh
printf '%s\\n' "$(printf '%s\\t' "$PWD" "$@")" >>{notes}
exec {terraform} "$@"
"""
Call = tuple[str, list[str]]


def measure() -> dict[str, float]:
    """`rehearsal.pull_request_vs_terraform`.

    The rehearsal begins without an environment and leaves none, so that its calls can be made
    once more, in their order, one at a time. What CI runs beside it (`make test` and the like) is
    no part of it.
    """
    with harness.account() as cloud, harness.team_in(cloud) as team, _noted() as notes:
        whole = seconds(lambda: _pull_request(team))
        calls = _calls(notes)
        for folder in {folder for folder, _ in calls}:
            shutil.rmtree(Path(folder) / ".terraform")
        plain = seconds(lambda: _again(calls, team.forge.administrator))
    return {
        "rehearsal.plain_seconds": plain,
        "rehearsal.pull_request_seconds": whole,
        "rehearsal.pull_request_vs_terraform": whole / plain,
    }


def _pull_request(team: Team) -> None:
    for result in team.review(team.open("slower", settings(team, api_rate_limit=40))):
        if result.conclusion != "success" or team.tables():
            raise RuntimeError(f"the pull request failed, nothing was measured: {all_of(result)}")


@contextmanager
def _noted() -> Iterator[Path]:
    """A file to which every call of Terraform is noted while the context lasts."""
    folder, path = harness.FOLDER / "noting", os.environ["PATH"]
    folder.mkdir(parents=True)
    notes, script = folder / "calls", folder / "terraform"
    script.write_text(
        NOTING.format(notes=shlex.quote(str(notes)), terraform=shlex.quote(executable()))
    )
    script.chmod(0o755)
    os.environ["PATH"] = f"{folder}:{path}"
    try:
        yield notes
    finally:
        os.environ["PATH"] = path


def _calls(notes: Path) -> list[Call]:
    """Folder and arguments of each call; the question for the version is none that works."""
    lines = [line.rstrip("\t").split("\t") for line in notes.read_text().splitlines()]
    return [(folder, words) for folder, *words in lines if words[0] != "version"]


def _again(calls: list[Call], cloud: dict[str, str]) -> None:
    config = cli_config(BUILD / "terraform.rc")
    env = {**scrubbed(), **cloud, "TF_CLI_CONFIG_FILE": str(config), "TF_IN_AUTOMATION": "1"}
    for folder, words in calls:
        run([executable(), f"-chdir={folder}", *words], env, good=(0, 2))
