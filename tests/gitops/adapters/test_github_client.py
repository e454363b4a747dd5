"""Asking GitHub: pages, names, refusals; every failure is one sentence."""

import pytest
from github.Repository import Repository

from gitops.adapters import github_client
from gitops.adapters.errors import Failure, Refusal
from gitops.adapters.github_issues import open_pull_requests
from tests.fake_github.server import FakeGitHub


def test_without_a_token_the_remedy_is_said() -> None:
    with pytest.raises(Refusal, match=r"Set GITHUB_TOKEN to use.*github.token"):
        github_client.connect({"GITHUB_REPOSITORY": "acme/market-pipelines"})


def test_an_environment_without_variables_is_not_configured() -> None:
    assert not github_client.is_configured({"GITHUB_REPOSITORY": "acme/market-pipelines"})
    assert github_client.is_configured({"GITHUB_REPOSITORY": "a/b", "GITHUB_TOKEN": "t"})


def test_all_pages_are_read(fake_github: FakeGitHub, repository: Repository) -> None:
    numbers = {fake_github.store.add_pull(f"{number:040x}")["number"] for number in range(230)}
    fake_github.store.close(1)

    fake_github.store.label(2, "keep")

    assert open_pull_requests(repository) == {
        number: {"keep"} if number == 2 else set() for number in numbers - {1}
    }
    assert sum("/pulls?" in asked for asked in fake_github.asked) == 3


def test_a_workflow_speaks_as_the_bot(repository: Repository) -> None:
    assert github_client.token_login(repository) == "github-actions[bot]"


def test_a_person_speaks_under_their_name(fake_github: FakeGitHub) -> None:
    mine = github_client.connect(fake_github.environ(fake_github.token("mara")))

    assert github_client.token_login(mine) == "mara"


def test_a_wrong_token_is_reported(fake_github: FakeGitHub) -> None:
    wrong = github_client.connect({**fake_github.environ(), "GITHUB_TOKEN": "nonsense"})

    with pytest.raises(
        Failure, match=r"could not list the open pull requests: 401 Bad credentials"
    ):
        open_pull_requests(wrong)


def test_a_missing_permission_is_reported(fake_github: FakeGitHub) -> None:
    reader = github_client.connect(
        fake_github.environ(fake_github.token(permissions={"issues": "read"}))
    )

    with pytest.raises(Failure, match=r"403 Resource not accessible.*permissions"):
        open_pull_requests(reader)


def test_a_reason_in_the_details_is_reported(
    fake_github: FakeGitHub, repository: Repository
) -> None:
    number = fake_github.store.add_pull("a" * 40)["number"]

    with (
        pytest.raises(Failure, match="422 Validation Failed; body is too long"),
        github_client.github_errors("take the comment"),
    ):
        repository.get_issue(number).create_comment("x" * 65_537)


def test_an_unreachable_github_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(github_client, "RETRIES", 0)
    gone = github_client.connect(
        {
            "GITHUB_API_URL": "http://127.0.0.1:9",
            "GITHUB_REPOSITORY": "acme/market-pipelines",
            "GITHUB_TOKEN": "t",
        }
    )

    with pytest.raises(Failure, match="Could not reach GitHub to list the open pull"):
        open_pull_requests(gone)
