"""No environment outlives its purpose, whatever goes wrong; what is changed by hand is seen."""

import time

from gitops.aws import client
from tests.rehearsal.team import Team

GROUP = "/aws/lambda/data-processor-dev"


def _opened(team: Team, branch: str) -> int:
    """A pull request whose environment somebody left behind."""
    number = team.open(branch, {f"docs/{branch}.md": "# A change\n"})
    team.deploy_by_hand(f"pr-{number}")
    assert f"pr-{number}" in team.records()
    return number


def test_a_close_destroys(team: Team) -> None:
    number = _opened(team, "closed")
    team.close(number)

    result = team.run_cleanup(number)

    assert result.conclusion == "success", result.jobs["cleanup"].text
    assert f"pr-{number}" not in team.records()
    assert f"market-alerts-pr-{number}" not in team.tables()


def test_when_the_event_of_the_close_is_lost_a_sweep_destroys(team: Team) -> None:
    number, other = _opened(team, "lost"), _opened(team, "kept")
    team.close(number)

    result = team.run_scheduled("sweep")

    assert result.conclusion == "success", result.jobs["sweep"].text
    assert f"pr-{number}" not in team.records()
    assert f"pr-{other}" in team.records()
    team.close(other)
    team.run_cleanup(other)
    assert not [name for name in team.tables() if "-pr-" in name]


def test_what_was_cancelled_in_the_middle_of_a_destroy_the_next_sweep_finishes(team: Team) -> None:
    number = _opened(team, "cancelled")
    team.close(number)

    def in_the_middle(line: str) -> bool:
        if line.startswith("goes"):
            time.sleep(8)  # Terraform has begun
            return True
        return False

    cancelled = team.run_scheduled("sweep", in_the_middle)
    assert cancelled.conclusion == "cancelled"

    result = team.run_scheduled("sweep")

    assert result.conclusion == "success", result.jobs["sweep"].text
    assert f"pr-{number}" not in team.records()
    assert not [name for name in team.tables() if "-pr-" in name]


def test_a_change_by_hand_has_an_issue_until_it_is_put_back(team: Team) -> None:
    logs = client(team.cloud, "logs")
    logs.put_retention_policy(logGroupName=GROUP, retentionInDays=30)

    drifted = team.run_scheduled("drift")

    title = "market-data-processing of dev has drifted"
    assert drifted.conclusion == "failure"
    assert team.issues()[title] == "open", drifted.jobs["drift"].text
    logs.put_retention_policy(logGroupName=GROUP, retentionInDays=3)
    again = team.run_scheduled("drift")

    assert again.conclusion == "success", again.jobs["drift"].text
    assert team.issues()[title] == "closed"
