"""One comment per environment on a pull request: created once, then updated, never by an older run.

A comment is ours if our token wrote it and it begins with our marker. The marker names the run, so
that a slow older run does not overwrite the comment of a newer one. What an older run said about
other environments is marked as outdated, until the newer run, if it gets so far, replaces it.
"""

import re
from enum import StrEnum

from github.IssueComment import IssueComment
from github.Repository import Repository

from gitops.adapters.actions_run import Run
from gitops.adapters.github_client import github_errors, token_login
from policies.engine.secrets import mask_text

MARK = re.compile(
    r"<!-- market-pipelines plan: (?P<key>[a-z0-9 -]+); run (?P<run>\d+)\.(?P<try>\d+) -->"
)
KEY = re.compile(r"[a-z0-9 -]+")
# The key of the comment about what was applied, which no later plan makes outdated.
DEPLOY = "deploy of "
OUTDATED = "> [!WARNING]\n> Outdated: "


class Done(StrEnum):
    """The result of an upsert."""

    CREATED = "created"
    UPDATED = "updated"
    LEFT = "not updated: a newer run wrote it"


def marked(key: str, run: Run, text: str) -> str:
    """The text with our marker, secrets masked.

    `key` is the environment and which stacks, in lower case.
    """
    if not KEY.fullmatch(key):
        raise ValueError(f"{key!r} cannot be the key of a comment")
    return f"<!-- market-pipelines plan: {key}; run {run.id}.{run.attempt} -->\n{mask_text(text)}"


def post(repository: Repository, number: int, key: str, run: Run, text: str) -> Done:
    """Create or update the comment about `key` on the pull request.

    Raises:
        Failure: GitHub refused, or could not be reached.
    """
    body = marked(key, run, text)
    ours = _ours(repository, number)
    with github_errors(f"comment on pull request {number}"):
        done = _put(repository, number, [one for one in ours if _key(one) == key], run, body)
        if done is not Done.LEFT:
            for other in ours:
                if _key(other) != key and _age(other) < run.age:
                    _mark_outdated(other, run)
    return done


def _put(
    repository: Repository, number: int, ours: list[IssueComment], run: Run, body: str
) -> Done:
    if not ours:
        repository.get_issue(number).create_comment(body)
        return Done.CREATED
    latest = max(ours, key=lambda one: (_age(one), one.id))
    if _age(latest) > run.age:
        return Done.LEFT
    latest.edit(body)
    for other in ours:
        # Two runs may have begun at once, each seeing no comment.
        if other.id != latest.id:
            other.delete()
    return Done.UPDATED


def _mark_outdated(comment: IssueComment, run: Run) -> None:
    """Say below the marker that a newer run has not planned this; nothing else changes."""
    if _key(comment).startswith(DEPLOY):
        return
    marker, _, text = comment.body.partition("\n")
    if text.startswith(OUTDATED):
        text = text.partition("\n\n")[2]
    newer = f"[run {run.id}]({run.url})" if run.url else f"run {run.id}"
    comment.edit(f"{marker}\n{OUTDATED}{newer} has not planned this environment.\n\n{text}")


def _ours(repository: Repository, number: int) -> list[IssueComment]:
    author = token_login(repository)
    with github_errors(f"list the comments of pull request {number}"):
        return [
            comment
            for comment in repository.get_issue(number).get_comments()
            if comment.user.login == author and _key(comment)
        ]


def _key(comment: IssueComment) -> str:
    match = MARK.match(comment.body or "")
    return match["key"] if match else ""


def _age(comment: IssueComment) -> tuple[int, int]:
    match = MARK.match(comment.body or "")
    return (int(match["run"]), int(match["try"])) if match else (0, 0)
