"""Everything outside of the workflows: an account, a GitHub, a team and its repository."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from gitops.adapters.aws import client
from gitops.adapters.cloud import Cloud, Embedded
from gitops.environment.preflight import create_boundary
from tests.github_stand_in.server import StandIn
from tests.rehearsal.forge import Forge
from tests.rehearsal.repository import Repository
from tests.rehearsal.team import BUCKET, ROOT, Team

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
    with StandIn() as stand_in:
        yield Team(Forge(stand_in, Repository(ROOT, FOLDER), cloud), FOLDER, cloud)
