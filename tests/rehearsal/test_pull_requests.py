"""The life of pull requests, from the first push to production, by the real workflows.

The tests run in their order: later ones find dev and prod as earlier ones left them.
"""

from tests.rehearsal.runner import Result
from tests.rehearsal.team import Team

SETTINGS = "environments.toml"
BROKEN = "stacks/constructs/worker_function.py"
# The throwaway environment takes minutes; it is deployed where it is what the test is about.
WITHOUT_TRIAL = frozenset({"check", "cycle", "plan"})


def _with(team: Team, **settings: int) -> dict[str, str]:
    """The settings of main, with some for dev besides: a resource or two change."""
    lines = "".join(f"{name} = {value}\n" for name, value in settings.items())
    return {SETTINGS: team.read().replace("[suffix.dev]\n", f"[suffix.dev]\n{lines}", 1)}


def _all(result: Result) -> str:
    """What to read when a run did not end as it should."""
    return "\n".join(
        f"== {name}: {job.conclusion}\n{job.text}" for name, job in result.jobs.items()
    )


def _ended(result: Result) -> dict[str, str]:
    return {name: job.conclusion for name, job in result.jobs.items()}


def test_it_is_tested_planned_and_told_and_leaves_nothing(team: Team) -> None:
    number = team.open("slower", _with(team, door_rate_limit=40))

    result = team.run_pull_request(number)

    assert result.conclusion == "success", _all(result)
    assert result.jobs["ephemeral"].roles == ["market-pipelines-ephemeral"]
    assert result.jobs["plan"].roles == ["market-pipelines-plan"]
    assert (team.tables(), team.records()) == (set(), set())
    dev, prod = team.comments(number)
    assert "25 integration tests" in dev
    assert "prod" in prod


def test_a_push_updates_the_comments_it_has(team: Team) -> None:
    number = team.open("slow", _with(team, door_rate_limit=30))
    team.run_pull_request(number, only=WITHOUT_TRIAL)
    before = team.comments(number)

    team.push(number, _with(team, door_rate_limit=20))
    result = team.run_pull_request(number, only=WITHOUT_TRIAL)

    after = team.comments(number)
    assert result.conclusion == "success", _all(result)
    assert len(after) == len(before) == 2
    assert after != before
    team.close(number)


def test_a_broken_policy_is_red_and_told_and_nothing_is_deployed(team: Team) -> None:
    source = team.read(BROKEN).replace("retention_in_days=3", "retention_in_days=30")
    number = team.open("keeps-logs", {BROKEN: source})

    result = team.run_pull_request(number)

    ends = _ended(result)
    assert (ends["check"], ends["ephemeral"], ends["plan"]) == ("failure", "skipped", "failure")
    assert "retention_in_days = 30" in team.comments(number)[0]
    assert (team.tables(), team.records()) == (set(), set())
    team.close(number)


def test_a_fork_touches_no_secret(team: Team) -> None:
    number = team.open("from-outside", _with(team, door_rate_limit=10), fork="stranger/fork")

    result = team.run_pull_request(number)

    assert _ended(result) == {
        "check": "success",
        "cycle": "success",
        "ephemeral": "skipped",
        "plan": "skipped",
    }, _all(result)
    assert [role for job in result.jobs.values() for role in job.roles] == []
    assert team.comments(number) == []
    team.close(number)


def test_a_merge_applies_what_was_reviewed(team: Team) -> None:
    number = team.open("first", _with(team, door_rate_limit=40))
    reviewed = team.run_pull_request(number, only=WITHOUT_TRIAL)
    assert reviewed.conclusion == "success", _all(reviewed)

    result = team.run_deploy(team.merge(number))

    ends = _ended(result)
    assert (ends["dev"], ends["prod"]) == ("success", "success"), _all(result)
    assert ends["dev-approved"] == ends["prod-approved"] == "skipped"
    assert {"crypto-prices-dev", "crypto-prices-prod"} <= team.tables()
    assert team.records() == {"dev", "prod"}


def test_of_two_merges_the_second_waits_and_applies_its_own_changes(team: Team) -> None:
    rate = team.open("rate", {SETTINGS: _with(team, door_burst_limit=90)[SETTINGS]})
    source = team.read("stacks/constructs/dashboard.py")
    other = team.open("words", {"stacks/constructs/dashboard.py": source + "\n"})
    for number in (rate, other):
        team.run_pull_request(number, only=WITHOUT_TRIAL)

    results = [team.run_deploy(sha) for sha in [team.merge(rate), team.merge(other)]]

    for result in results:
        ends = _ended(result)
        assert (ends["dev"], ends["prod"]) == ("success", "success"), _all(result)


def test_what_was_not_reviewed_is_shown_and_waits_for_an_approval(team: Team) -> None:
    number = team.open("unseen", _with(team, door_alarm_requests=9_000))
    # Nobody ran anything for it.
    result = team.run_deploy(team.merge(number))

    ends = _ended(result)
    assert (ends["dev"], ends["approve-dev"], ends["dev-approved"]) == (
        *("failure", "failure", "skipped"),
    ), _all(result)
    assert ends["prod"] == "skipped"
    assert (
        "aws_cloudwatch_metric_alarm" in result.jobs["dev"].text
        or "No run" in result.jobs["dev"].text
    )

    team.forge.approvals.add("approval")
    again = team.run_deploy(team.forge.repository.resolve("main"))
    team.forge.approvals.discard("approval")

    assert (_ended(again)["dev-approved"], _ended(again)["prod-approved"]) == (
        *("success", "success"),
    ), _all(again)
