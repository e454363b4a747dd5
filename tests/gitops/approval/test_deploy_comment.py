"""The result of an apply stands on the pull request that was merged: who, run, outputs, issue."""

from contextlib import nullcontext
from pathlib import Path

import pytest
from github.Repository import Repository

from gitops.adapters.actions_run import Run
from gitops.adapters.cloud import Cloud
from gitops.adapters.errors import Failure
from gitops.approval import deploy_comment, failed_deploys
from gitops.environment import outputs
from tests.fake_github.server import FakeGitHub

MERGE = "b" * 40
RUN = Run(7, 1, "https://github.example/acme/x/actions/runs/7")


@pytest.fixture
def number(fake_github: FakeGitHub, monkeypatch: pytest.MonkeyPatch, build: Path) -> int:
    """A merged pull request, in the workflow that deploys it."""
    assert build.name
    pull: int = fake_github.store.add_pull("a" * 40)["number"]
    fake_github.store.merge(pull, MERGE)
    variables = {
        **fake_github.environ(),
        "GITHUB_SHA": MERGE,
        "GITHUB_TRIGGERING_ACTOR": "mara",
        "GITHUB_RUN_ID": "7",
        "GITHUB_RUN_ATTEMPT": "1",
        "GITHUB_SERVER_URL": "https://github.example",
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("GITHUB_EVENT_PATH", raising=False)
    return pull


def _deploy(reason: str = "") -> list[str]:
    warned: list[str] = []
    with (
        pytest.raises(Failure) if reason else nullcontext(),
        failed_deploys.report_outcome("dev", warned.append),
    ):
        if reason:
            raise Failure(reason)
    return warned


def _bodies(fake_github: FakeGitHub) -> list[str]:
    """Those on pull requests: the issue about a failed deploy has some of its own."""
    pulls = {
        pull["url"].replace("/pulls/", "/issues/") for pull in fake_github.store.pulls.values()
    }
    comments = fake_github.store.comments.values()
    return [one["body"] for one in comments if one["issue_url"] in pulls]


def test_a_success_names_who_the_run_and_the_outputs(fake_github: FakeGitHub, number: int) -> None:
    outputs.write(
        "dev", {"orders": {"url": "https://x.example", "key": "(sensitive)"}}, Cloud("aws")
    )

    assert _deploy() == []
    (body,) = _bodies(fake_github)
    assert body.startswith(
        "<!-- market-pipelines plan: deploy of dev; run 7.1 -->\n## ✅ dev: deployed"
    )
    assert "by `mara` in [run 7, attempt 1](https://github.example/" in body
    assert '| `orders` | `url` | `"https://x.example"` |' in body
    assert '| `orders` | `key` | `"(sensitive)"` |' in body
    assert fake_github.store.pulls[number]["merged"]


def test_a_failure_names_the_reason_and_links_the_issue(
    fake_github: FakeGitHub, number: int
) -> None:
    assert number
    assert _deploy("terraform apply of orders failed: quota\nlog: /build/x.log") == []
    (body,) = _bodies(fake_github)
    (issue,) = [one for one in fake_github.store.issues.values() if "pull_request" not in one]

    assert "## ⛔ dev: the deploy failed" in body
    assert "- `terraform apply of orders failed: quota`" in body
    assert f"#{issue['number']}" in body
    assert "/build/x.log" not in body


def test_the_next_deploy_of_the_same_merge_updates_the_comment(
    fake_github: FakeGitHub, number: int
) -> None:
    assert number
    _deploy("quota")
    _deploy()

    (body,) = _bodies(fake_github)
    assert "## ✅ dev: deployed" in body


def test_a_push_without_a_pull_request_is_commented_nowhere(
    fake_github: FakeGitHub, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert number
    monkeypatch.setenv("GITHUB_SHA", "c" * 40)

    assert _deploy() == []
    assert _bodies(fake_github) == []


def test_foreign_text_does_nothing(fake_github: FakeGitHub, repository: Repository) -> None:
    pull = fake_github.store.add_pull("a" * 40)["number"]
    fake_github.store.merge(pull, MERGE)
    evil = "x` @acme/owners <img src=x> | [a](https://evil.example)"
    found = {"orders": {evil: evil}}
    deploy_comment.post(
        repository, "dev", MERGE, RUN, deploy_comment.deployed("dev", found, "m@x", RUN)
    )
    (body,) = _bodies(fake_github)

    assert "`x\\u0060 @acme/owners \\u003cimg src=x> \\| [a](https://evil.example)`" in body


def test_many_outputs_fit() -> None:
    many = {"orders": {f"o{n}": "x" * 300 for n in range(1000)}}
    text = deploy_comment.deployed("dev", many, "mara", RUN)

    assert len(text) < 60_000
    assert "more outputs do not fit here" in text
