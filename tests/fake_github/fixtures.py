"""A GitHub of our own for one test, to which PyGithub really speaks."""

from collections.abc import Iterator

import pytest
from github.Repository import Repository

from gitops.adapters.github_client import connect
from tests.fake_github.server import FakeGitHub


@pytest.fixture(name="fake_github")
def fake_github_() -> Iterator[FakeGitHub]:
    with FakeGitHub() as server:
        yield server


@pytest.fixture(name="repository")
def repository_(fake_github: FakeGitHub) -> Repository:
    return connect(fake_github.environ())
