"""What a pull request changes of the guards of main is seen, with file and line."""

from typing import Any

import pytest
from github.Repository import Repository

from gitops.approval import guards
from tests.fake_github.server import FakeGitHub

POLICY = "policies/catalogue/sqs/queue_is_encrypted.py"
WAIVERS = "policies/waivers.toml"
WAIVER = '@@ -10,2 +10,4 @@ x\n context\n+[[waiver]]\n+policy = "queue_is_encrypted"\n context'
GRANT = "@@ -3 +3,2 @@ jobs:\n     permissions:\n+      id-token: write # the AWS role"


def _file(
    name: str, status: str = "modified", patch: str = "@@ -1 +7 @@\n-a\n+b", **more: Any
) -> Any:
    return {"filename": name, "status": status, "patch": patch, **more}


def _changed(fake_github: FakeGitHub, repository: Repository, *files: Any) -> list[guards.Guard]:
    number = fake_github.store.add_pull("a" * 40)["number"]
    fake_github.store.files_of = lambda _number: list(files)
    return guards.changed(repository, number)


@pytest.mark.parametrize(
    ("file", "weakened"),
    [
        (_file(POLICY, "removed", "@@ -1,2 +0,0 @@\n-a\n-b"), f"{POLICY}:1 removed"),
        (_file(POLICY), f"{POLICY}:7 modified"),
        (
            _file("docs/x.py", "renamed", "", previous_filename=POLICY),
            f"{POLICY}:1 renamed",
        ),
        (_file(WAIVERS, patch=WAIVER), f"{WAIVERS}:11 modified"),
        (_file("policies/controls.toml"), "policies/controls.toml:7 modified"),
        (
            _file(".github/workflows/deploy.yml", patch=GRANT),
            ".github/workflows/deploy.yml:4 changes permissions",
        ),
        (
            _file(".github/workflows/new.yml", "added", "@@ -0,0 +1 @@\n+permissions: write-all"),
            ".github/workflows/new.yml:1 changes permissions",
        ),
        (
            _file(".github/workflows/new.yml", "added", "@@ -0,0 +1 @@\n+on: push"),
            ".github/workflows/new.yml:1 changes permissions",
        ),
        *(
            (
                _file(".github/workflows/deploy.yml", patch=f"@@ -1 +7 @@\n-a\n+{line}"),
                ".github/workflows/deploy.yml:7 changes permissions",
            )
            for line in ('"id-token": "write"', "permissions : write-all", "x: {permissions: {}}")
        ),
        (
            _file(".github/workflows/deploy.yml", patch=""),
            ".github/workflows/deploy.yml:1 changes permissions",
        ),
        (
            _file("x.yml", "renamed", "", previous_filename=".github/workflows/review.yml"),
            ".github/workflows/review.yml:1 changes permissions",
        ),
        (_file(POLICY, patch=""), f"{POLICY}:1 modified"),
        *(
            (_file(name, status), f"{name}:7 {status}")
            for name in (
                *(".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"),
                *(".github/zizmor.yml", "zizmor.yml"),
            )
            for status in ("added", "modified", "removed")
        ),
        (
            _file("docs/owners", "renamed", "", previous_filename=".github/CODEOWNERS"),
            ".github/CODEOWNERS:1 renamed",
        ),
        (
            _file(".github/CODEOWNERS", "renamed", "", previous_filename="docs/owners"),
            ".github/CODEOWNERS:1 renamed",
        ),
        *(
            (_file(name, status), f"{name}:7 {status}")
            for name in (
                "gitops/admission/admit.py",
                "gitops/approval/gate.py",
                "gitops/plans/danger.toml",
                "gitops/review/comment.py",
            )
            for status in ("modified", "removed")
        ),
        *(
            (_file("pyproject.toml", patch=f"@@ -9 +9,2 @@\n{line}"), "pyproject.toml:9 modified")
            for line in (
                '-prod = "environment"\n+prod = "none"',
                '-prod = "environment"\n+prod = "n\\u006fne"',
                "-[tool.gitops.approval]",
                "+[tool.other]",
                '+x = """',
            )
        ),
        (_file("pyproject.toml", patch=""), "pyproject.toml:1 modified"),
        (_file("pyproject.toml", "removed", ""), "pyproject.toml:1 removed"),
        (
            _file("environments.toml", patch="@@ -9 +9 @@\n-protected = true"),
            "environments.toml:9 modified",
        ),
        (_file("pyproject.toml", patch='@@ -9 +9 @@\n-    "moto==5.1"\n+    "moto==5.2"'), None),
        (_file("environments.toml", patch="@@ -9 +9 @@\n-memory = 1\n+memory = 2"), None),
        (_file("gitops/cost/report.py"), None),
        (_file("gitops/admission/new.py", "added"), None),
        (_file(POLICY, "added"), None),
        (_file(".github/workflows/deploy.yml"), None),
        (_file("stacks/bootstrap.py"), None),
    ],
)
def test_a_weakened_guard_is_listed(
    fake_github: FakeGitHub, repository: Repository, file: Any, weakened: str | None
) -> None:
    found = guards.weakened(_changed(fake_github, repository, file))

    assert found == ([weakened] if weakened else [])


def test_files_that_github_does_not_list_may_be_guards(
    fake_github: FakeGitHub, repository: Repository
) -> None:
    files = [_file(f"docs/{n}.md") for n in range(guards.MOST_FILES)]

    found = guards.weakened(_changed(fake_github, repository, *files))

    assert found == ["beyond the first 3000 files:1 changes permissions"]
    assert guards.weakened(_changed(fake_github, repository, *files[1:])) == []


def test_what_allows_a_finding_is_its_policy_else_its_waiver_else_any_other_guard(
    fake_github: FakeGitHub, repository: Repository
) -> None:
    other = _file("gitops/compliance/check.py")
    files = [other, _file(WAIVERS, patch=WAIVER), _file(POLICY)]
    found = _changed(fake_github, repository, *files)

    assert guards.allowing("queue_is_encrypted", found) == f"{POLICY}:7"
    assert guards.allowing("queue_is_encrypted", found[:2]) == f"{WAIVERS}:11"
    assert guards.allowing("queue_is_encrypted", found[:1]) == "gitops/compliance/check.py:7"
    assert guards.allowing("queue_is_encrypted", []) == ""


def test_what_evaluates_nothing_allows_no_finding(
    fake_github: FakeGitHub, repository: Repository
) -> None:
    found = _changed(fake_github, repository, _file(".github/CODEOWNERS"))

    assert guards.allowing("queue_is_encrypted", found) == ""
