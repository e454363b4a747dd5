"""Rolling issues: one per problem; it is opened, updated, closed and reopened.

An issue is ours if our token wrote it and its body begins with our marker. Issues of other authors
are never changed. Secrets are masked in everything that is written.
"""

import re

from github.Issue import Issue
from github.Repository import Repository

from gitops.adapters.github_client import github_errors, token_login
from policies.engine.secrets import mask_text

KEY = re.compile(r"[a-z0-9][a-z0-9/_.-]*")
# GitHub refuses a body of more than 65,536 characters.
LONGEST = 60_000
CUT = "\n\n… truncated; the log of the run contains the full text."


def open_pull_requests(repository: Repository) -> dict[int, set[str]]:
    """The numbers of all open pull requests, each with its labels.

    Raises:
        Failure: GitHub refused, or could not be reached.
    """
    with github_errors("list the open pull requests"):
        pulls = repository.get_pulls(state="open")
        return {pull.number: {label.name for label in pull.labels} for pull in pulls}


def report(repository: Repository, key: str, title: str, body: str, label: str) -> Issue:
    """The one open issue about `key`, with this title and body.

    An existing issue is updated. A closed one is reopened, with a comment, so that whoever closed
    it is notified. `key` is lower case, such as `drift/dev/crypto-price-processing`.

    Raises:
        Failure: GitHub refused, or could not be reached.
    """
    text = _marked(key, body)
    found = _find(repository, key, label)
    with github_errors(f"write the issue {title!r}"):
        if found is None:
            return repository.create_issue(title=title, body=text, labels=[label])
        if found.state == "closed":
            found.edit(title=title, body=text, state="open")
            found.create_comment("The problem is back. The description shows the current findings.")
        elif (found.title, found.body) != (title, text):
            found.edit(title=title, body=text)
        return found


def close(repository: Repository, key: str, reason: str, label: str) -> Issue | None:
    """Close the issue about `key` with the reason; return it, or None if none was open.

    Raises:
        Failure: GitHub refused, or could not be reached.
    """
    found = _find(repository, key, label)
    if found is None or found.state == "closed":
        return None
    with github_errors(f"close issue {found.number}"):
        found.create_comment(mask_text(reason))
        found.edit(state="closed", state_reason="completed")
    return found


def _find(repository: Repository, key: str, label: str) -> Issue | None:
    """Our issue about `key`: an open one before a closed one, the newest of these."""
    mark, author = _mark(key), token_login(repository)
    with github_errors("list the issues"):
        ours = [
            issue
            for issue in repository.get_issues(state="all", labels=[label])
            if issue.user.login == author and (issue.body or "").startswith(mark)
        ]
    return max(ours, key=lambda issue: (issue.state == "open", issue.number), default=None)


def _marked(key: str, body: str) -> str:
    text = f"{_mark(key)}\n{mask_text(body)}"
    return text if len(text) <= LONGEST else text[: LONGEST - len(CUT)] + CUT


def _mark(key: str) -> str:
    if not KEY.fullmatch(key):
        raise ValueError(f"{key!r} cannot be the key of an issue")
    return f"<!-- market-pipelines issue: {key} -->"
