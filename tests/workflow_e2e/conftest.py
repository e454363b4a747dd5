"""Scenarios as fixtures: a test that needs one requests it, so that it also runs alone.

A quarter of them runs for each commit, with each another; all with NIGHTLY=1.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gitops.adapters.cloud import Cloud
from tests.share import leave_out
from tests.workflow_e2e import harness
from tests.workflow_e2e.runner import Result
from tests.workflow_e2e.scenario import WITHOUT_EPHEMERAL, Scenario, settings
from tests.workflow_e2e.team import Team


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    leave_out(config, items, Path(__file__).parent, 1 / 4)


@pytest.fixture(scope="session")
def cloud() -> Iterator[Cloud]:
    with harness.account() as cloud:
        yield cloud


@pytest.fixture(scope="session")
def team(cloud: Cloud) -> Iterator[Team]:
    with harness.team_in(cloud) as team:
        yield team


@pytest.fixture(scope="session")
def opened(team: Team) -> Scenario:
    """A pull request with its throwaway environment, from deploy to destroy."""
    number = team.open("slower", settings(team, api_rate_limit=40))
    return Scenario(number, *team.review(number), team.comments(number))


@pytest.fixture(scope="session")
def pushed(team: Team, opened: Scenario) -> Scenario:
    """One more push to the same pull request."""
    team.push(opened.number, settings(team, api_rate_limit=30))
    runs = team.review(opened.number, only=WITHOUT_EPHEMERAL)
    return Scenario(opened.number, *runs, team.comments(opened.number))


@pytest.fixture(scope="session")
def merged(team: Team, pushed: Scenario) -> Result:
    """The deploy of that pull request, the first of dev and prod."""
    return team.run_deploy(team.merge(pushed.number))
