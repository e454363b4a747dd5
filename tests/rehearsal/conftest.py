"""A team's repository, GitHub and AWS, all on this machine."""

import shutil
from collections.abc import Iterator

import pytest

from gitops.aws import client
from gitops.cloud import Cloud, Embedded
from tests.github_stand_in.server import StandIn
from tests.rehearsal.forge import Forge
from tests.rehearsal.repository import Repository
from tests.rehearsal.team import BUCKET, ROOT, Team


@pytest.fixture(scope="session")
def cloud() -> Iterator[Cloud]:
    """Where AWS would be, with the bucket of the states."""
    embedded = Embedded()
    cloud = embedded.start()
    client(cloud, "s3").create_bucket(Bucket=BUCKET)
    yield cloud
    embedded.stop()


@pytest.fixture(scope="session")
def team(cloud: Cloud) -> Iterator[Team]:
    """Who pushes, merges and closes; the repository begins as the committed state of this one.

    The logs of all steps stay in build/rehearsal/runs/ until the next rehearsal.
    """
    folder = ROOT / "build" / "rehearsal"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with StandIn() as stand_in:
        forge = Forge(stand_in, Repository(ROOT, folder), cloud)
        yield Team(forge, folder, cloud)
