"""The life of pull requests, from the first push to production, by the real workflows.

The tests run in their order: later ones find dev and prod as earlier ones left them.
"""

from tests.workflow_e2e.runner import Result
from tests.workflow_e2e.scenario import WITHOUT_EPHEMERAL, Scenario, all_of, ended, settings
from tests.workflow_e2e.team import Team

PLANS = {"approve-plan-dev", "approve-plan-prod"}
BROKEN = "stacks/constructs/pipeline_function.py"


def test_a_pull_request_is_tested_planned_and_commented_and_leaves_nothing(
    team: Team, opened: Scenario
) -> None:
    result = opened.result

    assert result.conclusion == "success", all_of(result)
    assert set(ended(result).values()) == {"success"}
    assert result.jobs["ephemeral"].roles == ["market-pipelines-ephemeral"]
    assert result.jobs["plan"].roles == ["market-pipelines-plan"]
    dev, prod = opened.comments
    assert f"Integration tests: 25 passed in `pr-{opened.number}`" in dev
    assert "## ✅ dev: creates 105" in dev
    assert "## ✅ prod: creates 105" in prod
    assert (team.tables(), team.records()) == (set(), set())


def test_a_push_updates_the_comments_it_has(opened: Scenario, pushed: Scenario) -> None:
    assert pushed.result.conclusion == "success", all_of(pushed.result)
    assert len(pushed.comments) == len(opened.comments) == 2
    assert pushed.comments != opened.comments


def test_a_broken_policy_fails_the_run_is_commented_and_deploys_nothing(team: Team) -> None:
    kept = team.read(BROKEN)
    broken = kept.replace("LOG_RETENTION_DAYS = 3\n", "LOG_RETENTION_DAYS = 30\n")
    assert broken != kept
    number = team.open("keeps-logs", {BROKEN: broken})
    before = team.tables()

    result = team.run_pull_request(number)

    ends = ended(result)
    assert (ends["check"], ends["ephemeral"], ends["plan"]) == ("failure", "skipped", "failure")
    assert "retention_in_days = 30" in team.comments(number)[0]
    assert (team.tables(), f"pr-{number}" in team.records()) == (before, False)
    team.close(number)


def test_a_fork_touches_no_secret(team: Team) -> None:
    number = team.open("from-outside", settings(team, api_rate_limit=10), fork="contributor/fork")

    result = team.run_pull_request(number)

    assert ended(result) == {
        "check": "success",
        "cycle": "success",
        "ephemeral": "skipped",
        "plan": "skipped",
    }, all_of(result)
    assert [role for job in result.jobs.values() for role in job.roles] == []
    assert team.comments(number) == []
    team.close(number)


def test_a_merge_applies_what_was_reviewed(team: Team, merged: Result) -> None:
    ends = ended(merged)
    assert (ends["dev"], ends["prod"]) == ("success", "success"), all_of(merged)
    assert ends["dev-approved"] == ends["prod-approved"] == "skipped"
    assert merged.jobs["dev"].roles == ["market-pipelines-deploy"]
    assert {"crypto-prices-dev", "crypto-prices-prod"} <= team.tables()
    assert {"dev", "prod"} <= team.records()
    assert team.api_limits("dev")[0] == 30
    assert team.api_limits("prod")[0] == 50


def test_of_two_merges_the_second_waits_and_applies_its_own_changes(
    team: Team, merged: Result
) -> None:
    assert merged.conclusion == "success", all_of(merged)
    burst = team.open("burst", settings(team, api_burst_limit=90))
    alarm = team.open("alarm", settings(team, "default", api_alarm_requests=9_000))
    for number in (burst, alarm):
        reviewed = team.run_pull_request(number, only=WITHOUT_EPHEMERAL)
        assert reviewed.conclusion == "success", all_of(reviewed)

    first, second = team.run_deploys([team.merge(burst), team.merge(alarm)])

    assert (first.jobs["dev"].waited, second.jobs["dev"].waited) == (False, True)
    for result in (first, second):
        ends = ended(result)
        assert (ends["dev"], ends["prod"]) == ("success", "success"), all_of(result)
    assert "main has new commits since the review" in second.jobs["dev"].text
    assert (team.api_limits("dev")[1], team.api_limits("prod")[1]) == (90, 100)
    assert team.threshold("price-webhooks-requests-dev") == 9_000
    assert team.threshold("price-webhooks-requests-prod") == 9_000


def test_what_was_not_reviewed_is_shown_and_waits_for_an_approval(
    team: Team, merged: Result
) -> None:
    assert merged.conclusion == "success", all_of(merged)
    number = team.open("unseen", settings(team, api_alarm_4xx_percent=6))
    # Nobody ran anything for it.
    sha = team.merge(number)
    before = team.threshold("price-webhooks-4xx-dev")

    result = team.run_deploy(sha)

    ends = ended(result)
    assert (ends["dev"], ends["approve-plan-dev"], ends["dev-approved"], ends["prod"]) == (
        *("failure", "failure", "skipped", "skipped"),
    ), all_of(result)
    assert "No run of .github/workflows/pull-request.yml found" in result.jobs["dev"].summary
    assert team.threshold("price-webhooks-4xx-dev") == before

    team.forge.approvals |= PLANS
    again = team.run_deploy(sha)
    team.forge.approvals -= PLANS

    ends = ended(again)
    assert (ends["dev-approved"], ends["prod-approved"]) == ("success", "success"), all_of(again)
    assert team.threshold("price-webhooks-4xx-dev") == 6 > before
