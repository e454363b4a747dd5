"""Reads the repository's settings from GitHub; writes nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from github import BadCredentialsException, GithubException, RateLimitExceededException
from github.Repository import Repository

from gitops.adapters.github_client import PAGE, github_errors, quiet

# Neither proves that a thing is missing: docs/claims.md#hidden-settings
HIDDEN = (403, 404)
PERMISSIONS = "x-accepted-github-permissions"


class Hidden(Exception):
    """GitHub did not show it; `message` is GitHub's own."""

    def __init__(self, status: int, message: str, permissions: str) -> None:
        needs = f"; the token needs {permissions}" if permissions else ""
        super().__init__(f"GitHub answered {status} {message}{needs}")
        self.status = status
        self.message = message


@dataclass(frozen=True)
class Api:
    """The settings of the repository `name` (owner/name)."""

    repository: Repository
    name: str

    def read(self, path: str) -> Any:
        """The JSON at `path` below the repository.

        Raises:
            Hidden: GitHub answered 403 or 404.
            Failure: the token is wrong, the rate limit is exceeded, or GitHub is out of reach.
        """
        with quiet(), github_errors(f"read {path}"), _hidden():
            _headers, found = self.repository.requester.requestJsonAndCheck(
                "GET", f"/repos/{self.name}/{path}"
            )
        return found

    def listed(self, path: str, key: str = "") -> list[dict[str, Any]]:
        """All entries of a listing, below `key` of each page if it has one.

        Raises:
            Hidden: as `read`.
            Failure: as `read`.
        """
        found: list[dict[str, Any]] = []
        number = 1
        while True:
            page = self.read(f"{path}?per_page={PAGE}&page={number}")
            entries = page[key] if key else page
            found += entries
            if len(entries) < PAGE:
                return found
            number += 1


@contextmanager
def _hidden() -> Iterator[None]:
    try:
        yield
    except (BadCredentialsException, RateLimitExceededException):
        raise
    except GithubException as error:
        if error.status not in HIDDEN:
            raise
        data = error.data if isinstance(error.data, dict) else {}
        headers = {name.lower(): value for name, value in (error.headers or {}).items()}
        message = str(data.get("message") or "without a message")
        raise Hidden(error.status, message, headers.get(PERMISSIONS, "")) from error
