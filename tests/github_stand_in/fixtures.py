"""A GitHub of our own for one test, to which PyGithub really speaks."""

from collections.abc import Iterator

import pytest
from github.Repository import Repository

from gitops.adapters.github_client import connect
from tests.github_stand_in.server import StandIn


@pytest.fixture(name="stand_in")
def stand_in_() -> Iterator[StandIn]:
    with StandIn() as standing:
        yield standing


@pytest.fixture(name="repository")
def repository_(stand_in: StandIn) -> Repository:
    return connect(stand_in.environ())
