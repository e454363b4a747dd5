"""Who may write actions can delete a run and let a branch upload; neither makes a review."""

from tests.workflow_e2e.runner import Result
from tests.workflow_e2e.scenario import WITHOUT_EPHEMERAL, all_of, ended, settings
from tests.workflow_e2e.team import Team

ALARM = "price-webhooks-4xx-dev"


def test_an_earlier_commit_cannot_replace_the_review_whose_run_was_deleted(
    team: Team, merged: Result
) -> None:
    """Even if it uploads what the honest run had kept: nothing tells that from what it had not."""
    assert merged.conclusion == "success", all_of(merged)
    number = team.open("replaced", settings(team, api_alarm_4xx_percent=7))
    earlier = team.head(number)
    team.push(number, settings(team, api_alarm_4xx_percent=9))
    _, review = team.review(number, only=WITHOUT_EPHEMERAL)
    assert review.conclusion == "success", all_of(review)
    kept = team.delete_review(number)
    assert len(kept) == 2
    team.forge_review(number, ran=earlier, kept=kept)
    before = team.threshold(ALARM)

    result = team.run_deploy(team.merge(number))

    ends = ended(result)
    assert (ends["dev"], ends["dev-approved"], ends["prod"]) == (
        *("failure", "skipped", "skipped"),
    ), all_of(result)
    assert "of main kept a review" in result.jobs["dev"].summary
    assert team.threshold(ALARM) == before != 9
