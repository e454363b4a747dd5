"""Each waiver that a pull request adds or changes is named, whatever its file looks like."""

import pytest
from github.Repository import Repository

from gitops.approval import proposed_waivers
from policies.engine.waivers import FILE
from tests.fake_github.server import FakeGitHub

COMMIT = "a" * 40
GUARDS = [{"file": "policies/waivers.toml", "line": "1", "what": "modified", "text": ""}]
ADDED = """
[[waiver]]
policy = "queue_is_encrypted"
addresses = ["prices: aws_sqs_queue.q"]
reason = "A test"
owner = "somebody"
expires = 2099-01-01
"""


def _changes(fake_github: FakeGitHub, repository: Repository, text: str | None) -> list[str]:
    fake_github.store.file_of = lambda sha, name: (
        text if (sha, name) == (COMMIT, "policies/waivers.toml") else None
    )
    return proposed_waivers.changes(repository, COMMIT, GUARDS)


def test_an_added_waiver_is_named_with_its_reason(
    fake_github: FakeGitHub, repository: Repository
) -> None:
    (line,) = _changes(fake_github, repository, FILE.read_text() + ADDED)

    assert "**added**" in line
    assert "queue_is_encrypted" in line
    assert "A test" in line


def test_a_removed_file_removes_all_waivers(
    fake_github: FakeGitHub, repository: Repository
) -> None:
    found = _changes(fake_github, repository, None)

    assert found
    assert all("removed" in line for line in found)


@pytest.mark.parametrize("text", ["not TOML", "x = " + "[" * 9_999, "x = " + "9" * 9_999])
def test_a_file_that_cannot_be_read_is_named(
    fake_github: FakeGitHub, repository: Repository, text: str
) -> None:
    (line,) = _changes(fake_github, repository, text)

    assert line.startswith("- ⛔")


def test_without_a_change_of_the_file_nothing_is_read(
    fake_github: FakeGitHub, repository: Repository
) -> None:
    assert proposed_waivers.changes(repository, COMMIT, []) == []
    assert fake_github.asked == []
