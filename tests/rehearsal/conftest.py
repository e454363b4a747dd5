"""What has happened so far: a test that needs a chapter asks for it, and also runs alone."""

from collections.abc import Iterator

import pytest

from gitops.adapters.cloud import Cloud
from tests.rehearsal import world
from tests.rehearsal.runner import Result
from tests.rehearsal.story import WITHOUT_TRIAL, Chapter, settings
from tests.rehearsal.team import Team


@pytest.fixture(scope="session")
def cloud() -> Iterator[Cloud]:
    with world.account() as cloud:
        yield cloud


@pytest.fixture(scope="session")
def team(cloud: Cloud) -> Iterator[Team]:
    with world.team_in(cloud) as team:
        yield team


@pytest.fixture(scope="session")
def opened(team: Team) -> Chapter:
    """A pull request with its throwaway environment, from deploy to destroy."""
    number = team.open("slower", settings(team, door_rate_limit=40))
    result = team.run_pull_request(number)
    return Chapter(number, result, team.comments(number))


@pytest.fixture(scope="session")
def pushed(team: Team, opened: Chapter) -> Chapter:
    """One more push to the same pull request."""
    team.push(opened.number, settings(team, door_rate_limit=30))
    result = team.run_pull_request(opened.number, only=WITHOUT_TRIAL)
    return Chapter(opened.number, result, team.comments(opened.number))


@pytest.fixture(scope="session")
def merged(team: Team, pushed: Chapter) -> Result:
    """The deploy of that pull request, the first of dev and prod."""
    return team.run_deploy(team.merge(pushed.number))
