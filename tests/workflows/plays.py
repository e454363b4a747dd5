"""Plays small workflows, for tests of the runner itself."""

import subprocess
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gitops.adapters.cloud import Cloud
from tests.fake_github.server import FakeGitHub
from tests.workflow_e2e.forge import Forge
from tests.workflow_e2e.repository import AUTHOR, Repository
from tests.workflow_e2e.runner import Event, Result, Runner
from tests.workflows import workflow

HEAD = "name: w\non:\n  push:\npermissions: {}\n"
ROLE = "arn:aws:iam::123456789012:role/some"


@contextmanager
def forge_in(folder: Path, cloud: Cloud) -> Iterator[Forge]:
    """GitHub with a repository of one commit, and the cloud behind its roles."""
    source = folder / "source"
    source.mkdir()
    (source / "file").write_text("text")
    for command in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message", "One"]):
        subprocess.run(["git", *command], cwd=source, env={**AUTHOR, "HOME": "/"}, check=True)
    with FakeGitHub() as fake_github:
        if cloud.endpoint:
            fake_github.register_at(cloud.endpoint)
        yield Forge(fake_github, Repository(source, folder), cloud)


def play(forge: Forge, folder: Path, jobs: str, *, from_fork: bool = False) -> Result:
    """The result of the jobs for a push to main."""
    return runner_of(forge, folder).play(workflow_of(jobs), event_of(forge, from_fork=from_fork))


def runner_of(forge: Forge, folder: Path) -> Runner:
    """A runner that knows the variable ROLE."""
    return Runner(forge, folder / "runs", {"ROLE": ROLE})


def workflow_of(jobs: str, head: str = HEAD) -> workflow.Workflow:
    """The workflow with these jobs."""
    return workflow.parsed(f"{head}jobs:\n{textwrap.indent(textwrap.dedent(jobs), '  ')}", "w.yml")


def event_of(forge: Forge, *, from_fork: bool = False) -> Event:
    """A push to main."""
    return Event("push", forge.repository.resolve("main"), {}, from_fork=from_fork)
