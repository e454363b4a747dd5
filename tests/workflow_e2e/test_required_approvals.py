"""Nobody deploys to prod alone; whoever waits for an approval holds nobody up; late is late."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

from tests.workflow_e2e.forge import PATIENCE_SECONDS
from tests.workflow_e2e.runner import Result
from tests.workflow_e2e.scenario import WITHOUT_EPHEMERAL, all_of, ended, settings
from tests.workflow_e2e.team import POLL_SECONDS, Team

ALARM = "price-webhooks-4xx-prod"


def _reviewed_and_merged(team: Team, branch: str, **values: int) -> str:
    number = team.open(branch, settings(team, "suffix.prod", **values))
    _, review = team.review(number, only=WITHOUT_EPHEMERAL)
    assert review.conclusion == "success", all_of(review)
    return team.merge(number)


def test_an_environment_that_nobody_protected_approves_nothing(team: Team, merged: Result) -> None:
    """GitHub creates `approve-prod` without rules: its job ends at once."""
    assert merged.conclusion == "success", all_of(merged)
    before = team.threshold(ALARM)
    sha = _reviewed_and_merged(team, "unprotected", api_alarm_4xx_percent=8)
    team.forge.unprotected.add("approve-prod")

    result = team.run_deploy(sha)

    team.forge.unprotected.discard("approve-prod")
    ends = ended(result)
    assert (ends["dev"], ends["approve-prod"], ends["prod"]) == (
        *("success", "success", "failure"),
    ), all_of(result)
    assert "in the GitHub environment approve-prod" in result.jobs["prod"].text
    assert ends["approve-plan-prod"] == ends["prod-approved"] == "skipped"
    assert team.threshold(ALARM) == before != 8


def test_a_waiting_approval_holds_nobody_up_and_is_superseded(team: Team, merged: Result) -> None:
    assert merged.conclusion == "success", all_of(merged)
    approved, asked = threading.Event(), len(team.forge.asked_for)
    team.forge.delays.append(approved)
    with ThreadPoolExecutor(1) as background:
        sha = _reviewed_and_merged(team, "waits", api_burst_limit=110)
        first = background.submit(team.run_deploy, sha)
        try:
            _wait_for_approval(team, asked)
            # The review of the next one shows prod with both changes.
            second = team.run_deploy(_reviewed_and_merged(team, "overtakes", api_rate_limit=45))
        finally:
            approved.set()
        late = first.result()

    ends = ended(second)
    assert (ends["dev"], ends["prod"]) == ("success", "success"), all_of(second)
    assert team.api_limits("prod") == (45, 110)
    ends = ended(late)
    assert (late.conclusion, ends["dev"], ends["approve-prod"], ends["prod"]) == (
        *("success", "success", "success", "success"),
    ), all_of(late)
    assert "Superseded: prod has the newer commit" in late.jobs["prod"].text


def _wait_for_approval(team: Team, asked: int) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while "approve-prod" not in team.forge.asked_for[asked:]:
        assert time.monotonic() < deadline
        time.sleep(POLL_SECONDS)
