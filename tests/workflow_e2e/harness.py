"""The harness: everything outside of the workflows (account, GitHub, team, repository)."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from gitops.adapters.aws import client
from gitops.adapters.cloud import Cloud, Embedded
from gitops.environment.preflight import create_boundary
from tests.fake_github.server import FakeGitHub
from tests.workflow_e2e.forge import Forge
from tests.workflow_e2e.repository import Repository
from tests.workflow_e2e.team import BUCKET, ROOT, Team

FOLDER = ROOT / "build" / "rehearsal"


@contextmanager
def account() -> Iterator[Cloud]:
    """Where AWS would be, with what `gitops bootstrap` leaves in an account for environments."""
    embedded = Embedded()
    try:
        cloud = embedded.start()
        client(cloud, "s3").create_bucket(Bucket=BUCKET)
        create_boundary(cloud)
        yield cloud
    finally:
        embedded.stop()


@contextmanager
def team_in(cloud: Cloud) -> Iterator[Team]:
    """Who pushes, merges and closes; the repository begins as the committed state of this one.

    The logs of all steps stay in build/rehearsal/runs/ until the next rehearsal.
    """
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    with FakeGitHub() as fake_github:
        yield Team(Forge(fake_github, Repository(ROOT, FOLDER), cloud), FOLDER, cloud)
