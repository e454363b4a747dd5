"""The workflow run of this process: its identity, step outputs and job summary.

https://docs.github.com/en/actions/reference/workflows-and-actions/variables
"""

import json
import os
import secrets
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from gitops.adapters.errors import Refusal
from policies.engine.secrets import mask_text

# A step passes `job.check_run_id` in it; GitHub sets no variable with a number of the job.
JOB = "JOB_CHECK_RUN_ID"


@dataclass(frozen=True)
class Run:
    """The workflow run; every field is empty outside of GitHub Actions."""

    id: int = 0
    attempt: int = 0
    url: str = ""
    head_sha: str = ""
    job: str = ""

    @property
    def page(self) -> str:
        """The address of the job, or of the run's attempt where GitHub names no job."""
        if not self.url:
            return ""
        # docs/claims.md#job-page
        return f"{self.url}/job/{self.job}" if self.job else f"{self.url}/attempts/{self.attempt}"

    @property
    def link(self) -> str:
        """The run and its attempt as a link in Markdown."""
        if not self.url:
            return "a working copy"
        return f"[run {self.id}, attempt {self.attempt}]({self.page})"

    def source(self, path: str, fragment: str) -> str:
        """The address of a place in a file of the repository; empty outside of a workflow."""
        repository = self.url.partition("/actions/")[0]
        return f"{repository}/blob/{self.head_sha}/{quote(path)}#{fragment}" if self.url else ""

    @property
    def age(self) -> tuple[int, int]:
        """Sort key: a later run is greater, and so is a later attempt of the same run."""
        return self.id, self.attempt


def run(environ: Mapping[str, str] = os.environ) -> Run:
    """The run of this step. For a pull request `head_sha` is its last commit, not the merge."""
    identity = environ.get("GITHUB_RUN_ID", "")
    if not identity.isdecimal():
        return Run()
    server, name = environ.get("GITHUB_SERVER_URL", ""), environ.get("GITHUB_REPOSITORY", "")
    return Run(
        int(identity),
        int(environ.get("GITHUB_RUN_ATTEMPT") or 1),
        f"{server}/{name}/actions/runs/{identity}" if server and name else "",
        str(_pull(environ).get("head", {}).get("sha") or environ.get("GITHUB_SHA", "")),
        job if (job := environ.get(JOB, "")).isdecimal() else "",
    )


def pull_request(environ: Mapping[str, str] = os.environ) -> int:
    """The number of the pull request for which the step runs.

    Raises:
        Refusal: the step does not run for a pull request.
    """
    number = _pull(environ).get("number")
    if not isinstance(number, int):
        raise Refusal("No pull request. Name one with --pull-request, or use --dry-run to print.")
    return number


def triggering_run(environ: Mapping[str, str] = os.environ) -> tuple[int, int, str]:
    """Id and attempt of the run for which this one was started, and the event's action.

    Raises:
        Refusal: the step does not run for an event `workflow_run`.
    """
    payload = _payload(environ)
    run = payload.get("workflow_run")
    if not isinstance(run, dict):
        raise Refusal("No workflow_run event; this works only in a run of review.yml.")
    return int(run["id"]), int(run["run_attempt"]), str(payload.get("action", ""))


def stop_commands(environ: Mapping[str, str] = os.environ) -> None:
    """Let GitHub take nothing that this step prints from now on for a workflow command.

    What is printed may be foreign: an address, a name or a reason in a pull request. We need no
    such command. Nobody resumes with the token: docs/claims.md#stop-commands
    """
    if environ.get("GITHUB_ACTIONS") == "true":
        # Standard output may be captured; GitHub reads both for the same.
        sys.stderr.write(f"::stop-commands::{secrets.token_hex(16)}\n")
        sys.stderr.flush()


def set_output(name: str, value: str, environ: Mapping[str, str] = os.environ) -> None:
    """Set an output of the step for later jobs; does nothing outside of GitHub Actions."""
    if path := environ.get("GITHUB_OUTPUT"):
        with Path(path).open("a") as file:
            file.write(f"{name}={value}\n")


def summarize(markdown: str, environ: Mapping[str, str] = os.environ) -> None:
    """Append to the job summary, secrets masked; a full disk is ignored."""
    if path := environ.get("GITHUB_STEP_SUMMARY"):
        with suppress(OSError), Path(path).open("a", encoding="utf-8") as file:
            file.write(mask_text(markdown))


def _pull(environ: Mapping[str, str]) -> dict[str, Any]:
    """The pull request in the payload of the event; empty if the event is of another kind."""
    pull = _payload(environ).get("pull_request")
    return pull if isinstance(pull, dict) else {}


def _payload(environ: Mapping[str, str]) -> dict[str, Any]:
    path = environ.get("GITHUB_EVENT_PATH")
    if not path or not Path(path).is_file():
        return {}
    payload: dict[str, Any] = json.loads(Path(path).read_text())
    return payload
