"""What a small GitHub knows of the settings of its repository, and of who approved what.

Shapes as the OpenAPI description of the REST API of 2022-11-28 gives them
(https://github.com/github/rest-api-description, read 2026-11-26 by its types in githubkit-schemas
26.10.21); `can_admins_bypass` is in go-github only.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

Document = dict[str, Any]
INTEGRATION = 15_368  # GitHub Actions


@dataclass
class Protection:
    """Settings; `hidden` are paths that answer 404 as if the token might not see them."""

    environments: dict[str, Document] = field(default_factory=dict)
    branch_policies: dict[str, list[Document]] = field(default_factory=dict)
    rules: list[Document] = field(default_factory=list)
    rulesets: dict[int, Document] = field(default_factory=dict)
    classic: Document | None = None
    workflow_permissions: Document = field(
        default_factory=lambda: {
            "default_workflow_permissions": "write",
            "can_approve_pull_request_reviews": True,
        }
    )
    files: dict[str, str] = field(default_factory=lambda: {"README.md": ""})
    codeowners_errors: list[Document] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)
    organization_variables: dict[str, str] = field(default_factory=dict)
    environment_variables: dict[str, dict[str, str]] = field(default_factory=dict)
    code_scanning: Document = field(default_factory=lambda: {"state": "not-configured"})
    subject: Document = field(default_factory=dict)
    approvals: dict[int, list[Document]] = field(default_factory=dict)
    reviews: dict[int, list[Document]] = field(default_factory=dict)
    commits: dict[int, list[Document]] = field(default_factory=dict)
    authors: dict[str, str] = field(default_factory=dict)
    permissions: dict[str, str] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    rate_limited: bool = False

    def add_environment(
        self,
        name: str,
        *,
        reviewers: Iterable[str] = (),
        branches: Iterable[str] = ("main",),
        self_review: bool = False,
        admins_bypass: bool = False,
    ) -> Document:
        """An environment with these rules; GitHub's own of a first job has none."""
        rules: list[Document] = [{"id": 1, "node_id": "x", "type": "branch_policy"}]
        if people := [{"type": "User", "reviewer": {"login": name}} for name in reviewers]:
            rules.append(
                {
                    "id": 2,
                    "node_id": "y",
                    "type": "required_reviewers",
                    "prevent_self_review": not self_review,
                    "reviewers": people,
                }
            )
        policy = {"protected_branches": False, "custom_branch_policies": True}
        environment: Document = {
            "id": len(self.environments) + 1,
            "name": name,
            "can_admins_bypass": admins_bypass,
            "protection_rules": rules,
            "deployment_branch_policy": policy if branches else None,
        }
        self.environments[name] = environment
        self.branch_policies[name] = [
            {"id": 1, "name": each, "type": "branch"} for each in branches
        ]
        return environment

    def add_ruleset(self, contexts: Iterable[str], **parameters: Any) -> Document:
        """A ruleset of main that asks for everything, but for what `parameters` change."""
        key = len(self.rulesets) + 1
        review = {
            "required_approving_review_count": 1,
            "dismiss_stale_reviews_on_push": True,
            "require_code_owner_review": True,
            "require_last_push_approval": True,
            "required_review_thread_resolution": False,
            **parameters,
        }
        checks = {
            "strict_required_status_checks_policy": False,
            "required_status_checks": [
                {"context": each, "integration_id": INTEGRATION} for each in contexts
            ],
        }
        about = {"ruleset_source_type": "Repository", "ruleset_source": "r", "ruleset_id": key}
        self.rules += [
            {"type": "pull_request", "parameters": review, **about},
            {"type": "required_status_checks", "parameters": checks, **about},
        ]
        ruleset: Document = {"id": key, "name": "main", "bypass_actors": []}
        self.rulesets[key] = ruleset
        return ruleset

    def approve(self, run_id: int, environment: str, login: str, state: str = "approved") -> None:
        """Somebody lets a run into an environment, or does not."""
        entry = {
            "state": state,
            "comment": "",
            "environments": [{"id": 1, "name": environment}],
            "user": person(login),
        }
        self.approvals.setdefault(run_id, []).append(entry)

    def review(self, number: int, login: str, commit: str, **properties: Any) -> None:
        """Somebody reviews a commit of a pull request."""
        reviews = self.reviews.setdefault(number, [])
        review = {
            "id": len(reviews) + 1,
            "user": person(login),
            "body": "",
            "state": "APPROVED",
            "commit_id": commit,
            "submitted_at": "2025-12-31T00:00:00Z",
            "author_association": "MEMBER",
        }
        reviews.append({**review, **properties})


def person(login: str) -> Document:
    """An account in short."""
    return {"login": login, "id": 1, "type": "Bot" if login.endswith("[bot]") else "User"}
