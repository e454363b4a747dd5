"""What the token may not see is unknown, never missing."""

import pytest

from tests.fake_github.server import FakeGitHub
from tests.gitops.approval.doctor.conftest import ADMINISTRATOR, Ask, not_ok, states


@pytest.mark.parametrize(
    ("hidden", "whats"),
    [
        ("environments", {f"environment {name}"
                          for name in ("prod", "approve-prod", "approve-plan-prod")}),
        ("environments/prod/deployment-branch-policies", {"environment prod: only main deploys"}),
        ("rulesets/1", {"main: nobody bypasses the rules"}),
        ("codeowners/errors", {"CODEOWNERS has no errors"}),
        (
            "actions/permissions/workflow",
            {"Actions may not approve pull requests", "a workflow's token reads by default"},
        ),
        ("code-scanning/default-setup", {"code scanning is on"}),
        (
            "actions/oidc/customization/sub",
            {"the subject of tokens is what the account's roles trust"},
        ),
        ("actions/variables", {"variable PLAN_ROLE_ARN", "variable DEPLOY_ROLE_ARN"}),
        ("actions/organization-variables", set()),
    ],
)  # fmt: skip
def test_what_github_answers_with_404_is_unknown_not_missing(
    github: FakeGitHub, ask: Ask, hidden: str, whats: set[str]
) -> None:
    github.store.protection.hidden.add(hidden)

    rows = ask()

    assert not_ok(rows) == states(whats, "unknown")
    assert all("404 Not Found" in rows[what].detail for what in whats)


def test_a_token_that_may_nothing_finds_nothing_ok_but_the_settings_here(ask: Ask) -> None:
    rows = ask({})

    assert set(not_ok(rows).values()) == {"unknown"}
    left = {what for what, each in rows.items() if each.state == "ok"}
    assert left == {
        "setting: who approves a deployment to prod",
        # These need no permission but to see the repository.
        *(what for what in rows if what.startswith("main: ") and "bypasses" not in what),
    }


def test_a_missing_permission_is_named(ask: Ask) -> None:
    less = {name: access for name, access in ADMINISTRATOR.items() if name != "administration"}

    rows = ask(less)

    row = rows["Actions may not approve pull requests"]
    assert row.detail == (
        "GitHub answered 403 Resource not accessible by integration;"
        " the token needs administration=read"
    )
    assert "hides who bypasses ruleset 1" in rows["main: nobody bypasses the rules"].detail


def test_a_rule_that_only_hidden_classic_protection_could_have_is_unknown(
    github: FakeGitHub, ask: Ask
) -> None:
    github.store.protection.rules.pop()

    rows = ask({name: access for name, access in ADMINISTRATOR.items() if name != "administration"})

    row = rows["main: the checks of a pull request are required"]
    assert row.state == "unknown"
    assert "classic protection is hidden: GitHub answered 403" in row.detail


def test_a_missing_file_on_an_unreadable_main_is_unknown(github: FakeGitHub, ask: Ask) -> None:
    github.store.protection.files.pop(".github/CODEOWNERS")
    github.store.protection.hidden.add("contents")

    assert not_ok(ask()) == {"CODEOWNERS names somebody": "unknown"}


def test_an_answer_that_does_not_say_is_unknown(github: FakeGitHub, ask: Ask) -> None:
    del github.store.protection.environments["approve-prod"]["can_admins_bypass"]
    github.store.protection.subject["sub_claim_prefix"] = None

    assert not_ok(ask()) == states(
        [
            "environment approve-prod: administrators wait, too",
            "the subject of tokens is what the account's roles trust",
        ],
        "unknown",
    )


def test_an_answer_of_another_shape_is_unknown(github: FakeGitHub, ask: Ask) -> None:
    github.store.protection.workflow_permissions = {"new": "shape"}

    assert not_ok(ask()) == {"actions: GitHub's answer": "unknown"}
