"""The GitHub client: which repository, which token, and errors as one sentence.

GitHub Actions sets these variables for every step, except the token, which a workflow passes to
a step explicitly: https://docs.github.com/en/actions/reference/workflows-and-actions/variables
"""

import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import github
from github import Auth, Github, GithubException, GithubRetry
from github.Repository import Repository
from urllib3.exceptions import HTTPError

from gitops.adapters.errors import Failure, Refusal

API = "https://api.github.com"
TOKEN, REPOSITORY, API_URL = "GITHUB_TOKEN", "GITHUB_REPOSITORY", "GITHUB_API_URL"
TIMEOUT_SECONDS = 30
RETRIES = 4
BACKOFF_SECONDS = 0.5
# A rate limit that ends later than this fails the command: a job should not sleep for an hour.
LONGEST_RATE_LIMIT_SECONDS = 300
PAGE = 100
# The login of a workflow's token. GitHub does not let that token read GET /user.
ACTIONS = "github-actions[bot]"
FORBIDDEN = 403


def is_configured(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether the environment variables name a repository and contain a token for it."""
    return bool(environ.get(TOKEN) and environ.get(REPOSITORY))


def connect(environ: Mapping[str, str] = os.environ) -> Repository:
    """The repository on GitHub; no request is made yet.

    Raises:
        Refusal: a variable is missing.
    """
    missing = [name for name in (TOKEN, REPOSITORY) if not environ.get(name)]
    if missing:
        raise Refusal(
            f"Set {' and '.join(missing)} to use the GitHub API. A workflow step gets the"
            " token with `env: GITHUB_TOKEN: ${{ github.token }}`; GITHUB_REPOSITORY is owner/name."
        )
    return _github(environ).get_repo(environ[REPOSITORY])


def _github(environ: Mapping[str, str]) -> Github:
    return Github(
        auth=Auth.Token(environ[TOKEN]),
        base_url=environ.get(API_URL) or API,
        timeout=TIMEOUT_SECONDS,
        per_page=PAGE,
        lazy=True,
        retry=GithubRetry(
            total=RETRIES,
            backoff_factor=BACKOFF_SECONDS,
            max_rate_limit_wait=LONGEST_RATE_LIMIT_SECONDS,
        ),
        # A command makes a handful of requests; pacing is for those who make thousands.
        seconds_between_requests=None,
        seconds_between_writes=None,
    )


@contextmanager
def github_errors(what: str) -> Iterator[None]:
    """Turn every error of a GitHub request into one sentence.

    Raises:
        Failure: GitHub refused, or could not be reached.
    """
    try:
        yield
    except GithubException as error:
        raise Failure(f"GitHub could not {what}: {_message(error)}") from error
    except (OSError, HTTPError) as error:
        # Requests' own exceptions are OSErrors.
        raise Failure(f"Could not reach GitHub to {what}: {error}") from error


def token_login(repository: Repository) -> str:
    """The login of the token, under which it comments and opens issues."""
    requester = repository.requester
    try:
        with quiet(), github_errors("read the user of the token"):
            _headers, user = requester.requestJsonAndCheck("GET", "/user")
    except Failure as failure:
        if getattr(failure.__cause__, "status", 0) == FORBIDDEN:
            return ACTIONS
        raise
    return str(user["login"])


@contextmanager
def quiet() -> Iterator[None]:
    """Suppress PyGithub's warning about a refusal that the caller expects."""
    logger = logging.getLogger("github")
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(before)


def _message(error: GithubException) -> str:
    data = error.data if isinstance(error.data, dict) else {}
    reasons = [
        str(one.get("message") or one.get("code") or one) if isinstance(one, dict) else str(one)
        for one in data.get("errors") or ()
    ]
    message = str(data.get("message") or error.message or type(error).__name__)
    remedy = _remedy(error)
    return f"{error.status} {message}{''.join(f'; {reason}' for reason in reasons)}{remedy}"


def _remedy(error: GithubException) -> str:
    if isinstance(error, github.BadCredentialsException):
        return f" (is {TOKEN} valid, and for {API_URL}?)"
    if error.status == FORBIDDEN:
        return " (does the job's `permissions:` block grant it?)"
    return ""
