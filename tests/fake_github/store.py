"""What a small GitHub remembers of one repository; shapes as the REST API of 2022-11-28 gives them.

https://docs.github.com/en/rest
"""

import hashlib
import io
import itertools
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.fake_github.protection import Protection

ACTIONS = "github-actions[bot]"
Document = dict[str, Any]
MOMENT = "2026-01-01T00:00:00Z"


@dataclass(frozen=True)
class Token:
    """Who speaks with it, and what it may do; an Actions token may not ask for its name."""

    login: str
    permissions: Mapping[str, str]

    def may(self, needed: str) -> bool:
        """Whether it grants `issues:write`, or one of several such words parted by `|`."""
        return any(self._grants(*one.split(":")) for one in needed.split("|") if one)

    def _grants(self, area: str, access: str) -> bool:
        return self.permissions.get(area) in ("write", access)


EVERYTHING = {
    "actions": "write", "contents": "write", "issues": "write", "pull_requests": "write",
    "statuses": "write", "user": "read",
}  # fmt: skip


@dataclass
class Store:
    """Pull requests, issues, comments, workflow runs, artifacts and statuses of `owner/name`.

    What git knows it is told: the files that a pull request changes (as the API lists them), a file
    of a commit (or None), the tree and the ancestors of a commit, the head of main.
    """

    name: str = "acme/market-pipelines"
    url: str = ""
    tokens: dict[str, Token] = field(default_factory=dict)
    # Whether `sub` has the ids of owner and repository, and what the jobs with a request token
    # may claim.
    immutable_subjects: bool = False
    identities: dict[str, Mapping[str, str]] = field(default_factory=dict)
    issues: dict[int, Document] = field(default_factory=dict)
    comments: dict[int, Document] = field(default_factory=dict)
    pulls: dict[int, Document] = field(default_factory=dict)
    runs: dict[int, Document] = field(default_factory=dict)
    artifacts: dict[int, Document] = field(default_factory=dict)
    blobs: dict[int, bytes] = field(default_factory=dict)
    pulls_of_commit: dict[str, list[int]] = field(default_factory=dict)
    statuses: dict[str, list[Document]] = field(default_factory=dict)
    files_of: Callable[[int], list[Document]] = lambda _number: []
    file_of: Callable[[str, str], str | None] = lambda _sha, _name: None
    tree_of: Callable[[str], str] = lambda sha: sha[::-1]
    unknown: set[str] = field(default_factory=set)
    is_ancestor: Callable[[str, str], bool] = lambda _base, _head: True
    main: Callable[[], str] = lambda: "0" * 40
    protection: Protection = field(default_factory=Protection)
    _numbers: Any = field(default_factory=lambda: itertools.count(1))
    _ids: Any = field(default_factory=lambda: itertools.count(1_000_001))

    @property
    def api(self) -> str:
        """The address of the repository in the API."""
        return f"{self.url}/repos/{self.name}"

    def add_issue(
        self, login: str, title: str, body: str | None, labels: list[str] | None = None
    ) -> Document:
        """Open an issue."""
        number = next(self._numbers)
        issue = {
            "id": next(self._ids),
            "number": number,
            "url": f"{self.api}/issues/{number}",
            "html_url": f"https://github.example/{self.name}/issues/{number}",
            "title": title,
            "body": body,
            "user": user(login),
            "labels": [{"name": name} for name in labels or ()],
            "state": "open",
            "state_reason": None,
            "comments": 0,
            "created_at": MOMENT,
            "updated_at": MOMENT,
        }
        self.issues[number] = issue
        return issue

    def add_comment(self, number: int, login: str, body: str) -> Document:
        """Comment on an issue or a pull request."""
        key = next(self._ids)
        comment = {
            "id": key,
            "url": f"{self.api}/issues/comments/{key}",
            "html_url": f"https://github.example/{self.name}/issues/{number}#issuecomment-{key}",
            "issue_url": f"{self.api}/issues/{number}",
            "body": body,
            "user": user(login),
            "created_at": MOMENT,
            "updated_at": MOMENT,
        }
        self.comments[key] = comment
        return comment

    def add_pull(
        self,
        head_sha: str,
        *,
        branch: str = "topic",
        base: str = "main",
        fork: str = "",
        login: str = "dev",
    ) -> Document:
        """Open a pull request into `base`, of a branch or of a fork (`owner/name`)."""
        issue = self.add_issue(login, f"Change {branch}", "")
        number = issue["number"]
        issue["pull_request"] = {"url": f"{self.api}/pulls/{number}"}
        head = {"ref": branch, "sha": head_sha, "repo": repository(fork or self.name)}
        pull = {
            **issue,
            "url": f"{self.api}/pulls/{number}",
            "html_url": f"https://github.example/{self.name}/pull/{number}",
            "head": head,
            "base": {"ref": base, "sha": "0" * 40, "repo": repository(self.name)},
            "merged": False,
            "merged_at": None,
            "merge_commit_sha": None,
        }
        self.pulls[number] = pull
        return pull

    def label(self, number: int, name: str) -> None:
        """Give a pull request a label."""
        self.issues[number]["labels"].append({"name": name})

    def unlabel(self, number: int, name: str) -> None:
        """Take a label from a pull request."""
        self.issues[number]["labels"].remove({"name": name})

    def push(self, number: int, head_sha: str) -> None:
        """Move the head of a pull request."""
        self.pulls[number]["head"]["sha"] = head_sha

    def merge(self, number: int, merge_sha: str) -> None:
        """Merge a pull request as the commit `merge_sha`."""
        self.close(number)
        change = {"merged": True, "merged_at": MOMENT, "merge_commit_sha": merge_sha}
        self.pulls[number].update(change)
        self.pulls_of_commit.setdefault(merge_sha, []).append(number)

    def close(self, number: int) -> None:
        """Close a pull request."""
        self.pulls[number]["state"] = self.issues[number]["state"] = "closed"

    def reopen(self, number: int) -> None:
        """Open a closed pull request again."""
        self.pulls[number]["state"] = self.issues[number]["state"] = "open"

    def add_run(self, head_sha: str, path: str, **properties: Any) -> Document:
        """Begin a workflow run; `properties` are whatever differs from a good one of a branch."""
        key = properties.pop("id", None) or next(self._ids)
        run = {
            "id": key,
            "name": path,
            "path": path,
            "head_sha": head_sha,
            "head_branch": "topic",
            "event": "pull_request",
            "status": "completed",
            "conclusion": "success",
            "run_attempt": 1,
            "run_number": len(self.runs) + 1,
            "workflow_id": 1,
            "repository": repository(self.name),
            "head_repository": repository(self.name),
            "pull_requests": [],
            "actor": user("octocat"),
            "triggering_actor": user("octocat"),
            "url": f"{self.api}/actions/runs/{key}",
            "html_url": f"https://github.example/{self.name}/actions/runs/{key}",
            "artifacts_url": f"{self.api}/actions/runs/{key}/artifacts",
            "created_at": MOMENT,
            **properties,
        }
        self.runs[key] = run
        return run

    def delete_run(self, run_id: int) -> None:
        """Delete a run with its artifacts, as whoever may write actions can."""
        del self.runs[run_id]
        for key, artifact in list(self.artifacts.items()):
            if artifact["workflow_run"]["id"] == run_id:
                del self.artifacts[key], self.blobs[key]

    def state(self, sha: str, context: str) -> str:
        """The state of the last status of a commit in the context; empty if there is none."""
        found = [one["state"] for one in self.statuses.get(sha, []) if one["context"] == context]
        return found[-1] if found else ""

    def add_artifact(
        self, run_id: int, name: str, files: Mapping[str, bytes], **properties: Any
    ) -> Document:
        """Keep files as an artifact of a run."""
        key, run = next(self._ids), self.runs[run_id]
        self.blobs[key] = zipped(files)
        artifact = {
            "id": key,
            "name": name,
            "url": f"{self.api}/actions/artifacts/{key}",
            "archive_download_url": f"{self.api}/actions/artifacts/{key}/zip",
            "size_in_bytes": len(self.blobs[key]),
            "expired": False,
            "digest": f"sha256:{hashlib.sha256(self.blobs[key]).hexdigest()}",
            "workflow_run": {"id": run_id, "head_sha": run["head_sha"]},
            "created_at": MOMENT,
            **properties,
        }
        self.artifacts[key] = artifact
        return artifact


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip archive of the files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def user(login: str) -> Document:
    """A user in short."""
    return {"login": login, "id": 1, "type": "Bot" if login.endswith("[bot]") else "User"}


def repository(name: str) -> Document:
    """A repository in short."""
    owner, short = name.split("/")
    return {
        "id": sum(name.encode()),
        "name": short,
        "full_name": name,
        "owner": user(owner),
        "fork": False,
    }
