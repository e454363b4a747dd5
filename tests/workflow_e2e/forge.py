"""What GitHub keeps of the repository, and the cloud behind its roles: everything outside a job."""

import io
import threading
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gitops.adapters.cloud import Cloud
from tests.fake_github import oidc
from tests.fake_github.server import FakeGitHub
from tests.fake_github.store import repository
from tests.workflow_e2e.repository import MAIN, Repository

ACTOR = "octocat"
APPROVER = "mara"
PATIENCE_SECONDS = 1_800
PULL_REQUEST = "pull_request"


class Forge:
    """A repository, its pull requests, runs and artifacts, and its protected environments."""

    def __init__(self, fake_github: FakeGitHub, repository: Repository, cloud: Cloud) -> None:
        self._fake_github = fake_github
        self.repository = repository
        self.store = fake_github.store
        self.store.tree_of, self.store.is_ancestor = repository.tree, repository.is_ancestor
        self.store.main = lambda: repository.resolve(MAIN)
        self.store.files_of = self._files
        self.store.file_of = repository.find
        # Environments with required reviewers in which somebody approves; in `unprotected` ones no
        # job waits; a job that names another waits until it fails.
        self.approvals: set[str] = {"approve-prod"}
        self.unprotected: set[str] = {"ephemeral", "dev", "prod"}
        # Each approval takes the first of these and comes when it is set.
        self.delays = list[threading.Event]()
        self.asked_for: list[str] = []
        self._cloud = cloud

    @property
    def environ(self) -> dict[str, str]:
        """What every step knows of GitHub; no token among it."""
        return {
            "GITHUB_ACTOR": ACTOR,
            "GITHUB_API_URL": self.store.url,
            "GITHUB_REPOSITORY": self.store.name,
            "GITHUB_SERVER_URL": "https://github.example",
        }

    @property
    def endpoint(self) -> str:
        """Where AWS's services are."""
        return self._cloud.endpoint

    @property
    def instead_of_aws(self) -> dict[str, str]:
        """What makes `gitops --cloud aws` ask the embedded cloud; no credentials among it."""
        return {
            "MARKET_AWS_ENDPOINT": self._cloud.endpoint,
            "MARKET_TIME_SCALE": str(self._cloud.time_scale),
        }

    @property
    def administrator(self) -> dict[str, str]:
        """What a laptop of the team has: the cloud, and the right to do everything in it."""
        return {**self._cloud.variables, **self.instead_of_aws}

    @property
    def refused(self) -> list[str]:
        """Every request that got no answer but a refusal, and why."""
        return self._fake_github.refused

    def check_out(self, ref: str, target: Path) -> None:
        """Put a branch or commit into `target`."""
        self.repository.check_out(ref, target)

    def token(self, permissions: Mapping[str, str], *, from_fork: bool) -> str:
        """The token of a job; of a fork's run it may read only."""
        granted = {
            name.replace("-", "_"): "read" if from_fork else access
            for name, access in permissions.items()
        }
        return self._fake_github.token(permissions=granted)

    def identity(self, run_id: int, ref: str, head_ref: str, environment: str) -> dict[str, str]:
        """The variables with which a job of the run asks for its identity token."""
        claims = oidc.claims(
            repository(self.store.name),
            self.store.runs[run_id],
            ref=ref,
            head_ref=head_ref,
            environment=environment,
            immutable=self.store.immutable_subjects,
            actor=ACTOR,
        )
        return self._fake_github.identity(claims)

    def approves(self, environment: str, run_id: int) -> bool:
        """Whether a job of the run gets into the environment; GitHub notes who approved."""
        self.asked_for.append(environment)
        if environment in self.unprotected:
            return True
        if environment not in self.approvals:
            return False
        if self.delays:
            assert self.delays.pop(0).wait(PATIENCE_SECONDS)
        self.store.protection.approve(run_id, environment, APPROVER)
        return True

    def begin_run(self, path: str, event: str, sha: str, payload: Mapping[str, Any]) -> int:
        """A new run of a workflow; of a pull request it counts for its head."""
        own = {"sha": sha, "ref": MAIN, "repo": repository(self.store.name)}
        head: dict[str, Any] = payload.get(PULL_REQUEST, {}).get("head", own)
        run = self.store.add_run(
            head["sha"],
            path,
            event=event,
            status="in_progress",
            conclusion=None,
            head_branch=head["ref"],
            head_repository=head["repo"],
        )
        return int(run["id"])

    def _files(self, number: int) -> list[dict[str, Any]]:
        """The files that a pull request changes."""
        head = self.store.pulls[number]["head"]["sha"]
        return self.repository.changes(head)

    def end_run(self, run_id: int, conclusion: str) -> None:
        """The run is over."""
        self.store.runs[run_id].update(status="completed", conclusion=conclusion)

    def keep_artifact(
        self, run_id: int, name: str, files: Mapping[str, bytes], *, overwrite: bool = False
    ) -> bool:
        """Keep what a job uploads; false if the run has an artifact of the name already."""
        for key, artifact in list(self.store.artifacts.items()):
            if (artifact["workflow_run"]["id"], artifact["name"]) == (run_id, name):
                if not overwrite:
                    return False
                del self.store.artifacts[key]
        self.store.add_artifact(run_id, name, files)
        return True

    def artifact(self, run_id: int, name: str) -> dict[str, bytes] | None:
        """What an earlier job of the run uploaded."""
        for key, artifact in self.store.artifacts.items():
            if (artifact["workflow_run"]["id"], artifact["name"]) == (run_id, name):
                with zipfile.ZipFile(io.BytesIO(self.store.blobs[key])) as files:
                    return {each: files.read(each) for each in files.namelist()}
        return None
