"""The life of pull requests, from the first push to production, by the real workflows.

The tests run in their order: later ones find dev and prod as earlier ones left them.
"""

from collections.abc import Iterator

from tests.workflow_e2e.runner import JobResult, Result
from tests.workflow_e2e.scenario import WITHOUT_EPHEMERAL, Scenario, all_of, ended, settings
from tests.workflow_e2e.team import Team

PLANS = {"approve-plan-dev", "approve-plan-prod"}
BROKEN = "stacks/constructs/pipeline_function.py"
WAIVERS = "policies/waivers.toml"
DONE = dict.fromkeys(("receive", "plan", "comment", "report"), "success")
RED = {"review/dev": "failure", "review/prod": "failure"}


def test_a_pull_request_is_tested_planned_and_commented_and_leaves_nothing(
    team: Team, opened: Scenario
) -> None:
    result, review = opened.result, opened.review

    assert set(ended(result).values()) == {"success"}, all_of(result)
    assert result.jobs["ephemeral"].roles == ["market-pipelines-ephemeral"]
    assert ended(review) == {"pending": "skipped", **DONE}, all_of(review)
    assert review.jobs["plan"].roles == ["market-pipelines-plan"]
    assert team.statuses(opened.number) == {"review/dev": "success", "review/prod": "success"}
    dev, prod = opened.comments
    assert f"Integration tests: 27 passed in `pr-{opened.number}`" in dev
    assert "## ⚠️ dev: creates 118" in dev  # an API that anybody may call, and two keys
    assert "## ⚠️ prod: creates 118" in prod
    assert (team.tables(), team.records()) == (set(), set())


def test_a_push_updates_the_comments_it_has(opened: Scenario, pushed: Scenario) -> None:
    assert pushed.review.conclusion == "success", all_of(pushed.review)
    assert len(pushed.comments) == len(opened.comments) == 2
    assert pushed.comments != opened.comments


def test_a_broken_policy_fails_the_run_is_commented_and_deploys_nothing(team: Team) -> None:
    kept = team.read(BROKEN)
    broken = kept.replace("LOG_RETENTION_DAYS = 3\n", "LOG_RETENTION_DAYS = 30\n")
    assert broken != kept
    number = team.open("keeps-logs", {BROKEN: broken})
    before = team.tables()

    result, review = team.review(number)

    ends = ended(result)
    assert (ends["check"], ends["ephemeral"]) == ("failure", "skipped"), all_of(result)
    assert review.jobs["plan"].conclusion == "failure", all_of(review)
    assert "retention_in_days = 30" in team.comments(number)[0]
    assert team.statuses(number) == RED
    assert (team.tables(), f"pr-{number}" in team.records()) == (before, False)
    assert not [name for name in team.artifacts() if name.startswith(f"review-dev-{number}-")]
    team.close(number)


def test_a_fork_gets_policies_and_a_comment_and_no_role(team: Team) -> None:
    number = team.open("from-outside", settings(team, api_rate_limit=10), fork="contributor/fork")

    result, review = team.review(number)

    assert ended(result) == {
        "check": "success",
        "cycle": "success",
        "ephemeral": "skipped",
        "synthesize": "success",
    }, all_of(result)
    assert ended(review) == {"pending": "skipped", **DONE}, all_of(review)
    assert [role for job in _jobs(result, review) for role in job.roles] == []
    dev, _prod = team.comments(number)
    assert "comes from a fork: no role is taken for it" in dev
    assert "Policies: all" in dev
    team.close(number)


def test_a_head_that_another_base_has_too_is_not_reviewed_and_its_honest_review_stays(
    team: Team, pushed: Scenario
) -> None:
    """The base of the other one brings its own workflow, which uploads whatever it likes."""
    before, statuses = team.comments(pushed.number), team.statuses(pushed.number)
    sibling = team.open_into("next", pushed.number, {"docs/forged.md": "# Forged\n"})

    result, open_sibling = team.review(sibling, only=frozenset({"synthesize"}))
    team.close(sibling)
    closed_sibling = team.review_of(result)

    for review in (open_sibling, closed_sibling):
        ends = ended(review)
        assert (ends["receive"], ends["plan"]) == ("failure", "skipped"), all_of(review)
        assert f"belongs to pull request {sibling} into another base" in review.jobs["receive"].text
    assert team.comments(pushed.number) == before
    assert team.statuses(pushed.number) == statuses


def _jobs(*results: Result) -> Iterator[JobResult]:
    return (job for result in results for job in result.jobs.values())


def test_a_merge_applies_what_was_reviewed(team: Team, merged: Result) -> None:
    ends = ended(merged)
    assert (ends["dev"], ends["prod"]) == ("success", "success"), all_of(merged)
    assert ends["dev-approved"] == ends["prod-approved"] == "skipped"
    assert merged.jobs["dev"].roles == ["market-pipelines-deploy"]
    lines = merged.jobs["dev"].text.splitlines()
    steps = [line.split()[1] for line in lines if line.startswith("ok ")]
    assert steps.index("admit") < steps.index("policies") < steps.index("init")
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
        _, review = team.review(number, only=WITHOUT_EPHEMERAL)
        assert review.conclusion == "success", all_of(review)

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
    # Nobody reviewed it; a run of the branch uploads what calls itself its review.
    team.forge_review(number)
    sha = team.merge(number)
    before = team.threshold("price-webhooks-4xx-dev")

    result = team.run_deploy(sha)

    ends = ended(result)
    assert (ends["dev"], ends["approve-plan-dev"], ends["dev-approved"], ends["prod"]) == (
        *("failure", "failure", "skipped", "skipped"),
    ), all_of(result)
    assert (
        "No run of .github/workflows/review.yml of main kept a review" in result.jobs["dev"].summary
    )
    assert team.threshold("price-webhooks-4xx-dev") == before

    team.forge.approvals |= PLANS
    again = team.run_deploy(sha)
    team.forge.approvals -= PLANS

    ends = ended(again)
    assert (ends["dev-approved"], ends["prod-approved"]) == ("success", "success"), all_of(again)
    assert team.threshold("price-webhooks-4xx-dev") == 6 > before
