"""A job of GitHub Actions on this machine: a clone, and a session of one of the account's roles."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from gitops.adapters.terraform import Terraform
from localcloud.account import ACCOUNT, REGION
from tests.workflow_e2e import credentials
from tests.workflow_e2e.forge import PULL_REQUEST, Forge
from tests.workflow_e2e.team import BUCKET

# Role -> a workflow that takes it, the event of its run, and the run's ref.
RUNS = {
    "plan": ("review", "workflow_run", "refs/heads/main"),
    "ephemeral": ("pull-request", PULL_REQUEST, "refs/pull/7/merge"),
    "deploy": ("deploy", "push", "refs/heads/main"),
}
GITHUB = {"actions": "read", "issues": "write", "pull-requests": "write"}
Done = subprocess.CompletedProcess[str]


@dataclass(frozen=True)
class Job:
    """A job with the role for one environment, in the clone `workspace`.

    `environment` is the one that GitHub lets the job into, if any.
    """

    forge: Forge
    workspace: Path
    role: str
    suffix: str
    environment: str = ""

    def gitops(self, *words: str, good: tuple[int, ...] = (0,)) -> str:
        """What the command printed.

        Raises:
            RuntimeError: it ended otherwise than `good`.
        """
        done = subprocess.run(
            [sys.executable, "-m", "gitops", *words],
            cwd=self.workspace, env=self.environ, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode not in good:
            raise RuntimeError(f"gitops {' '.join(words)}\n{done.stdout}{done.stderr}")
        return done.stdout

    def stack(self, name: str) -> Terraform:
        """Terraform in the folder of a stack that `gitops` has made ready."""
        home = self.workspace / "build" / "environments" / self.suffix
        environ = {**self.environ, "AWS_ENDPOINT_URL": self.forge.endpoint}
        return Terraform(home / "synth" / "stacks" / name, environ, home / "logs" / "job.log")

    @cached_property
    def environ(self) -> Mapping[str, str]:
        """The variables of the job's steps, with the credentials of the role's session."""
        return {
            **os.environ,
            **self.forge.environ,
            **self._session(),
            **self.forge.instead_of_aws,
            "ENVIRONMENT_SUFFIX": self.suffix,
            "GITHUB_TOKEN": self.forge.token(GITHUB, from_fork=False),
            "MARKET_CLOUD": "aws",
            "PYTHONPATH": str(self.workspace),
            "STATE_BUCKET": BUCKET,
        }

    def _session(self) -> Mapping[str, str]:
        name, event, ref = RUNS[self.role]
        sha = self.forge.repository.resolve("main")
        own = {"sha": sha, "ref": "a-change", "repo": {"full_name": self.forge.store.name}}
        payload = {PULL_REQUEST: {"head": own}} if event == PULL_REQUEST else {}
        run = self.forge.begin_run(f".github/workflows/{name}.yml", event, sha, payload)
        wanted = {
            "role-to-assume": f"arn:aws:iam::{ACCOUNT}:role/market-pipelines-{self.role}",
            "aws-region": REGION,
        }
        asked = self.forge.identity(run, ref, "", self.environment)
        return credentials.take_role(wanted, asked, self.forge.endpoint)
