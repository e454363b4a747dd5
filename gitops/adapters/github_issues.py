"""Rolling issues: one per thing that is wrong, opened, updated, closed and opened again.

An issue is ours when we wrote it and its body begins with our mark. Somebody else's issue with
the same words stays theirs. Secrets are masked in all that we write.
"""

import re

from github.Issue import Issue
from github.Repository import Repository

from gitops.adapters.github_client import asking, speaker
from policies.engine.secrets import mask_text

KEY = re.compile(r"[a-z0-9][a-z0-9/_.-]*")
# GitHub refuses a body of more than 65,536 characters.
LONGEST = 60_000
CUT = "\n\n… the rest was cut; the log of the run has all of it."


def open_pull_requests(repository: Repository) -> set[int]:
    """The numbers of all open pull requests.

    Raises:
        Failure: GitHub refused, or could not be reached.
    """
    with asking("list the open pull requests"):
        return {pull.number for pull in repository.get_pulls(state="open")}


def report(repository: Repository, key: str, title: str, body: str, label: str) -> Issue:
    """The one open issue about `key`, with this title and body.

    An older one is updated; a closed one is opened again, with a comment, so that whoever closed
    it hears of it. `key` is lower case, such as `drift/dev/crypto-price-processing`.

    Raises:
        Failure: GitHub refused, or could not be reached.
    """
    text = _marked(key, body)
    found = _find(repository, key, label)
    with asking(f"take the issue {title!r}"):
        if found is None:
            return repository.create_issue(title=title, body=text, labels=[label])
        if found.state == "closed":
            found.edit(title=title, body=text, state="open")
            found.create_comment("It is back; the description says what was found now.")
        elif (found.title, found.body) != (title, text):
            found.edit(title=title, body=text)
        return found


def settle(repository: Repository, key: str, reason: str, label: str) -> Issue | None:
    """Close the issue about `key` with the reason; return it, or None if none was open.

    Raises:
        Failure: GitHub refused, or could not be reached.
    """
    found = _find(repository, key, label)
    if found is None or found.state == "closed":
        return None
    with asking(f"close issue {found.number}"):
        found.create_comment(mask_text(reason))
        found.edit(state="closed", state_reason="completed")
    return found


def _find(repository: Repository, key: str, label: str) -> Issue | None:
    """Our issue about `key`: an open one before a closed one, the newest of these."""
    mark, author = _mark(key), speaker(repository)
    with asking("list the issues"):
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
