"""No environment outlives its purpose, whatever goes wrong; what is changed by hand is seen."""

import signal
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from gitops.adapters.aws import client
from tests.workflow_e2e.runner import Result
from tests.workflow_e2e.scenario import all_of
from tests.workflow_e2e.steps import PATIENCE, Cancel
from tests.workflow_e2e.team import Team

GROUP = "/aws/lambda/data-processor-dev"
PATIENCE_SECONDS = 60.0
BRANCHES = ("closed", "lost", "kept", "interrupted", "killed", "broken")
DEAD_LETTERS = "market-data-dlq-pr-"
UNREADABLE = "Environment records cannot be read"
Patience = Sequence[tuple[signal.Signals, float]]


@pytest.fixture(scope="module", name="left")
def left_(team: Team) -> dict[str, int]:
    """Open pull requests, by branch, whose environments somebody left behind.

    Most of a deploy is waiting: all at once take little longer than one.
    """
    numbers = {name: team.open(name, {f"docs/{name}.md": "# A change\n"}) for name in BRANCHES}
    with ThreadPoolExecutor(len(numbers)) as people:
        for _ in people.map(lambda number: team.deploy_by_hand(f"pr-{number}"), numbers.values()):
            pass
    assert {f"pr-{number}" for number in numbers.values()} <= team.records()
    return numbers


def _gone(team: Team, number: int) -> bool:
    """Whether nothing of its environment is left: no record, no state or lock, no resource."""
    left = [*team.records(), *team.states(), *team.alarms(), *team.tables(), *team.queues()]
    return not [name for name in left if f"pr-{number}." in f"{name}."]


def test_a_close_destroys(team: Team, left: dict[str, int]) -> None:
    number = left["closed"]
    team.close(number)

    result = team.run_cleanup(number)

    assert result.conclusion == "success", all_of(result)
    assert result.jobs["cleanup"].roles == ["market-pipelines-ephemeral"]
    assert _gone(team, number)


def test_when_the_event_of_the_close_is_lost_a_sweep_destroys(
    team: Team, left: dict[str, int]
) -> None:
    number, other = left["lost"], left["kept"]
    team.close(number)

    result = team.run_scheduled("sweep")

    assert result.conclusion == "success", all_of(result)
    assert _gone(team, number)
    assert f"pr-{other}" in team.records()
    assert f"market-alerts-pr-{other}" in team.tables()
    team.close(other)
    assert team.run_cleanup(other).conclusion == "success"
    assert _gone(team, other)


@pytest.mark.parametrize(
    ("branch", "patience"),
    [
        pytest.param("interrupted", PATIENCE, id="with time to end"),
        pytest.param("killed", (), id="killed at once"),
    ],
)
def test_what_was_cancelled_in_the_middle_of_a_destroy_the_next_sweep_finishes(
    team: Team, left: dict[str, int], branch: str, patience: Patience
) -> None:
    number = left[branch]
    team.close(number)
    alarms = team.alarms()

    cancelled = team.run_scheduled("sweep", Cancel(_once_it_destroys(team), patience))

    assert cancelled.conclusion == "cancelled", all_of(cancelled)
    assert team.alarms() < alarms
    assert f"pr-{number}" in team.records()
    # Terraform frees the state when it may end in order.
    assert patience or f"market-data-processing/pr-{number}.tfstate.tflock" in team.states()

    result = team.run_scheduled("sweep")

    assert result.conclusion == "success", all_of(result)
    assert _gone(team, number)


def _once_it_destroys(team: Team) -> Callable[[str], bool]:
    """Cancels the sweep when the first alarm is gone."""
    before = team.alarms()

    def cancels(line: str) -> bool:
        if not line.startswith("remove "):
            return False
        deadline = time.monotonic() + PATIENCE_SECONDS
        while team.alarms() == before and time.monotonic() < deadline:
            time.sleep(0.05)
        return True

    return cancels


def test_what_a_killed_provider_had_made_and_no_state_knows_a_sweep_removes(team: Team) -> None:
    number = team.open("crashed", {"docs/crashed.md": "# A change\n"})
    queue = f"{DEAD_LETTERS}{number}"
    team.crash_by_hand(f"pr-{number}", queue)
    assert queue in team.queues()
    assert f":{queue}" not in team.state(f"market-data-processing/pr-{number}.tfstate")
    team.close(number)

    result = team.run_scheduled("sweep")

    assert result.conclusion == "success", all_of(result)
    assert _gone(team, number)


def test_a_broken_record_is_reported_and_keeps_nothing_once_the_pull_request_is_closed(
    team: Team, left: dict[str, int]
) -> None:
    number = left["broken"]
    team.break_record(f"pr-{number}")

    reported = team.run_scheduled("sweep")

    assert reported.conclusion == "failure", all_of(reported)
    assert team.issues()[UNREADABLE] == "open"
    assert f"market-alerts-pr-{number}" in team.tables()
    team.close(number)

    result = team.run_scheduled("sweep")

    assert result.conclusion == "success", all_of(result)
    assert team.issues()[UNREADABLE] == "closed"
    assert _gone(team, number)


def test_a_change_by_hand_has_an_issue_until_it_is_put_back(team: Team, merged: Result) -> None:
    assert merged.conclusion == "success", all_of(merged)
    logs = client(team.cloud, "logs")
    logs.put_retention_policy(logGroupName=GROUP, retentionInDays=30)

    drifted = team.run_scheduled("drift")

    title = "market-data-processing of dev has drifted"
    assert drifted.conclusion == "failure"
    assert team.issues().get(title) == "open", all_of(drifted)
    logs.put_retention_policy(logGroupName=GROUP, retentionInDays=3)

    again = team.run_scheduled("drift")

    assert again.conclusion == "success", all_of(again)
    assert team.issues()[title] == "closed"


def test_of_all_that_was_asked_github_refused_only_to_say_whose_a_token_is(team: Team) -> None:
    """A token of a workflow may not ask that; everything else its `permissions:` must grant."""
    assert {line.partition(" ")[2] for line in team.forge.refused} <= {
        "/user: 403 Resource not accessible by integration"
    }
