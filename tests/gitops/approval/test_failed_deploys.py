"""A failed deploy is told once and settled by the next that succeeds."""

from contextlib import nullcontext

import pytest
from github.Repository import Repository

from gitops.adapters.actions_run import Run
from gitops.adapters.errors import Failure
from gitops.approval import failed_deploys
from tests.fake_github.server import FakeGitHub
from tests.gitops.plans.documents import created, destroyed, plan

RUN = Run(7, 1, "https://github.example/acme/x/actions/runs/7")


def test_two_failures_are_one_issue(fake_github: FakeGitHub, repository: Repository) -> None:
    first = failed_deploys.report(repository, "dev", "terraform apply failed: `quota`", RUN)
    second = failed_deploys.report(repository, "dev", "again\nlog: x", RUN)

    assert first == second
    (issue,) = fake_github.store.issues.values()
    assert "- `again`\n- `log: x`" in issue["body"]
    assert "gitops deploy --suffix dev --resume" in issue["body"]


def test_the_next_success_closes_it(fake_github: FakeGitHub, repository: Repository) -> None:
    number = failed_deploys.report(repository, "dev", "no", RUN)
    failed_deploys.close(repository, "dev", RUN)

    assert fake_github.store.issues[number]["state"] == "closed"


def test_what_is_left_is_listed_the_dangerous_first() -> None:
    left = failed_deploys.remaining_changes(
        [plan(created("aws_iam_role.a"), destroyed("aws_sqs_queue.q"))]
    )

    assert left == [
        "crypto-price-processing: destroy aws_sqs_queue.q",
        "crypto-price-processing: create aws_iam_role.a",
    ]


def test_a_failed_deploy_is_reported_and_still_fails(
    fake_github: FakeGitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    _in_a_workflow(monkeypatch, fake_github.environ())

    assert _deploy("dev", "terraform apply failed: quota") == []
    assert [one["state"] for one in fake_github.store.issues.values()] == ["open"]
    assert _deploy("dev") == []
    assert [one["state"] for one in fake_github.store.issues.values()] == ["closed"]


@pytest.mark.parametrize("reason", ["", "quota"])
def test_an_error_of_github_is_printed_and_changes_nothing(
    fake_github: FakeGitHub, monkeypatch: pytest.MonkeyPatch, reason: str
) -> None:
    _in_a_workflow(monkeypatch, fake_github.environ(fake_github.token(permissions={})))
    (said,) = _deploy("dev", reason)

    assert said.startswith("GitHub could not list the issues: 403")


@pytest.mark.parametrize(("suffix", "configured"), [("dev", False), ("pr-7", True)])
def test_a_laptop_and_an_ephemeral_environment_report_nothing(
    fake_github: FakeGitHub, monkeypatch: pytest.MonkeyPatch, suffix: str, *, configured: bool
) -> None:
    _in_a_workflow(monkeypatch, fake_github.environ() if configured else {})

    assert _deploy(suffix, "quota") == []
    assert fake_github.asked == []


def _deploy(suffix: str, reason: str = "") -> list[str]:
    """A deploy that fails with the reason, if there is one; what was said."""
    said: list[str] = []
    with (
        pytest.raises(Failure, match=reason) if reason else nullcontext(),
        failed_deploys.report_outcome(suffix, said.append),
    ):
        if reason:
            raise Failure(reason)
    return said


def _in_a_workflow(monkeypatch: pytest.MonkeyPatch, environ: dict[str, str]) -> None:
    for name in ("GITHUB_TOKEN", "GITHUB_REPOSITORY", "GITHUB_API_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
