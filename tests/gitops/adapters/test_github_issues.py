"""Rolling issues: one per thing that is wrong, however often it is reported."""

import pytest
from github.Repository import Repository

from gitops.adapters import github_issues
from tests.fake_github.server import FakeGitHub

KEY, LABEL = "drift/dev/crypto-price-processing", "drift"


def _report(repository: Repository, body: str = "One change.", key: str = KEY) -> int:
    return github_issues.report(repository, key, "Drift in dev", body, LABEL).number


def test_a_second_report_updates_the_first(fake_github: FakeGitHub, repository: Repository) -> None:
    first, second = _report(repository), _report(repository, "Two changes.")

    assert first == second
    assert [one["body"].splitlines()[1] for one in fake_github.store.issues.values()] == [
        "Two changes."
    ]


def test_an_equal_report_changes_nothing(fake_github: FakeGitHub, repository: Repository) -> None:
    _report(repository)
    _report(repository)

    assert not [asked for asked in fake_github.asked if asked.startswith("PATCH")]


def test_what_is_settled_is_closed_with_the_reason(
    fake_github: FakeGitHub, repository: Repository
) -> None:
    number = _report(repository)

    settled = github_issues.close(repository, KEY, "Nothing differs any more.", LABEL)

    assert settled is not None
    assert fake_github.store.issues[number]["state"] == "closed"
    assert [one["body"] for one in fake_github.store.comments.values()] == [
        "Nothing differs any more."
    ]


def test_settling_what_is_not_open_does_nothing(
    fake_github: FakeGitHub, repository: Repository
) -> None:
    _report(repository)
    github_issues.close(repository, KEY, "Gone.", LABEL)

    assert github_issues.close(repository, KEY, "Gone.", LABEL) is None
    assert github_issues.close(repository, "drift/prod", "Gone.", LABEL) is None
    assert len(fake_github.store.comments) == 1


def test_what_comes_back_opens_the_closed_issue_again(
    fake_github: FakeGitHub, repository: Repository
) -> None:
    number = _report(repository)
    github_issues.close(repository, KEY, "Gone.", LABEL)

    assert _report(repository, "Again.") == number
    assert fake_github.store.issues[number]["state"] == "open"
    assert len(fake_github.store.comments) == 2


def test_two_keys_have_two_issues(repository: Repository) -> None:
    assert _report(repository) != _report(repository, key=KEY.replace("dev", "prod"))


def test_somebody_elses_issue_with_our_mark_stays_theirs(
    fake_github: FakeGitHub, repository: Repository
) -> None:
    body = f"<!-- market-pipelines issue: {KEY} -->\nmine"
    theirs = fake_github.store.add_issue("mallory", "Drift in dev", body, [LABEL])

    assert _report(repository) != theirs["number"]
    assert theirs["body"] == body


def test_our_issue_is_found_among_hundreds(fake_github: FakeGitHub, repository: Repository) -> None:
    number = _report(repository)
    for other in range(150):
        fake_github.store.add_issue("mara", f"Other {other}", None, [LABEL])

    assert _report(repository, "Still.") == number


def test_a_report_of_any_length_is_taken(fake_github: FakeGitHub, repository: Repository) -> None:
    number = _report(repository, "x" * 100_000)

    assert fake_github.store.issues[number]["body"].endswith(
        "the log of the run contains the full text."
    )


def test_a_key_that_could_end_the_mark_is_refused(repository: Repository) -> None:
    with pytest.raises(ValueError, match="cannot be the key"):
        _report(repository, key="x --> y")
