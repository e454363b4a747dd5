"""The harness: everything outside of the workflows (account, GitHub, team, repository)."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gitops.adapters.cloud import Cloud, Embedded
from tests.fake_github.server import FakeGitHub
from tests.fake_github.store import Store
from tests.workflow_e2e.forge import Forge
from tests.workflow_e2e.repository import Repository
from tests.workflow_e2e.team import ROOT, Team

FOLDER = ROOT / "build" / "rehearsal"


@contextmanager
def account() -> Iterator[Cloud]:
    """An empty account, where AWS would be."""
    embedded = Embedded()
    try:
        yield embedded.start()
    finally:
        embedded.stop()


@contextmanager
def team_in(cloud: Cloud, folder: Path = FOLDER) -> Iterator[Team]:
    """Who pushes, merges and closes; the repository begins as the committed state of this one.

    An administrator has prepared the account. GitHub gives immutable subjects, as to every
    repository of today. The logs of all steps stay in `folder`/runs/ until the next rehearsal.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with FakeGitHub(Store(immutable_subjects=True)) as fake_github:
        fake_github.register_at(cloud.endpoint)
        team = Team(Forge(fake_github, Repository(ROOT, folder), cloud), folder, cloud)
        team.bootstrap()
        yield team
