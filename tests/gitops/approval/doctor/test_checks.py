"""Each check of the settings on GitHub: as it should be, and open."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from gitops.adapters.errors import Failure
from gitops.approval.doctor import subject
from gitops.environment import account_stack
from tests.fake_github.protection import Protection
from tests.fake_github.server import FakeGitHub
from tests.gitops.approval.doctor.conftest import (
    CONTEXTS,
    Ask,
    not_ok,
    set_approval,
    states,
)

Change = Callable[[Protection], Any]
BOTH = {
    "use_default": True, "use_immutable_subject": True,
    "sub_claim_prefix": "repo:acme@1/market-pipelines@2",
}  # fmt: skip


def test_a_repository_with_all_settings_is_ok(ask: Ask) -> None:
    rows = ask()

    assert not_ok(rows) == {}
    assert len(rows) == 25
    assert not [each for each in rows.values() if each.fix or each.detail]


@pytest.mark.parametrize(
    ("change", "what", "detail"),
    [
        (
            lambda about: about.environments.pop("prod"),
            "environment prod",
            "does not exist; GitHub creates it",
        ),
        (
            lambda about: about.add_environment("prod", branches=[]),
            "environment prod: only main deploys",
            "every branch deploys",
        ),
        (
            lambda about: about.environments["prod"].update(
                deployment_branch_policy={
                    "protected_branches": True,
                    "custom_branch_policies": False,
                }
            ),
            "environment prod: only main deploys",
            "while none is protected",
        ),
        (
            lambda about: about.add_environment("prod", branches=["main", "release/*"]),
            "environment prod: only main deploys",
            "also deploy: 'release/*'",
        ),
        (
            lambda about: about.branch_policies["prod"][0].update(type="tag"),
            "environment prod: only main deploys",
            "also deploy: 'main'",
        ),
        (
            lambda about: about.branch_policies["prod"].clear(),
            "environment prod: only main deploys",
            "main may not deploy",
        ),
        (
            lambda about: about.add_environment("prod", reviewers=["mara"]),
            "environment prod: no job waits in it",
            "blocks all later deployments",
        ),
        (
            lambda about: about.add_environment(
                "approve-prod", reviewers=["mara"], self_review=True
            ),
            "environment approve-prod: nobody approves their own run",
            "who starts a run may approve it",
        ),
        (
            lambda about: about.add_environment(
                "approve-plan-prod", reviewers=["mara"], admins_bypass=True
            ),
            "environment approve-plan-prod: administrators wait, too",
            "they may bypass",
        ),
        *[
            (
                lambda about, name=name, less=less: (
                    about.rules.clear(),
                    about.rulesets.clear(),
                    about.add_ruleset(CONTEXTS, **{name: less}),
                ),
                what,
                "not required",
            )
            for name, less, what in [
                ("required_approving_review_count", 0, "main: a merge needs an approval"),
                ("dismiss_stale_reviews_on_push", False, "main: a push dismisses approvals"),
                ("require_code_owner_review", False, "main: code owners approve"),
                (
                    "require_last_push_approval",
                    False,
                    "main: somebody else approves the last push",
                ),
            ]
        ],
        (
            lambda about: about.rules.pop(),
            "main: the checks of a pull request are required",
            "not required: check, review/prod",
        ),
        (
            lambda about: about.rulesets[1]["bypass_actors"].append(
                {"actor_type": "RepositoryRole", "actor_id": 5, "bypass_mode": "always"}
            ),
            "main: nobody bypasses the rules",
            "RepositoryRole 5",
        ),
        (
            lambda about: about.files.pop(".github/CODEOWNERS"),
            "CODEOWNERS names somebody",
            "there is none on main",
        ),
        (
            lambda about: about.files.update({".github/CODEOWNERS": "# * @me\n\n"}),
            "CODEOWNERS names somebody",
            "no line names an owner",
        ),
        (
            lambda about: about.files.update({".github/CODEOWNERS": "*\n/docs/ # @me\n"}),
            "CODEOWNERS names somebody",
            "no line names an owner",
        ),
        (
            lambda about: about.codeowners_errors.append(
                {"line": 2, "column": 3, "kind": "Unknown owner", "message": "m", "path": "p"}
            ),
            "CODEOWNERS has no errors",
            "line 2: Unknown owner",
        ),
        (
            lambda about: about.workflow_permissions.update(can_approve_pull_request_reviews=True),
            "Actions may not approve pull requests",
            "can approve",
        ),
        (
            lambda about: about.workflow_permissions.update(default_workflow_permissions="write"),
            "a workflow's token reads by default",
            "the default is write",
        ),
        (
            lambda about: about.variables.pop("PLAN_ROLE_ARN"),
            "variable PLAN_ROLE_ARN",
            "not set",
        ),
        (
            lambda about: about.variables.update(PLAN_ROLE_ARN=""),
            "variable PLAN_ROLE_ARN",
            "not set",
        ),
        (
            lambda about: about.code_scanning.update(state="not-configured"),
            "code scanning is on",
            "its default setup is not-configured",
        ),
        (
            lambda about: about.subject.update(use_default=False, include_claim_keys=["repo"]),
            "the subject of tokens is what the account's roles trust",
            "a form of its own",
        ),
        (
            lambda about: about.subject.update(BOTH),
            "the subject of tokens is what the account's roles trust",
            "begins with repo:acme@1/market-pipelines@2, which is not trusted by deploy",
        ),
    ],
)
def test_what_is_not_set_is_open_and_names_its_command(
    github: FakeGitHub, ask: Ask, change: Change, what: str, detail: str
) -> None:
    change(github.store.protection)

    rows = ask()

    assert not_ok(rows) == {what: "open"}
    assert detail in rows[what].detail
    assert rows[what].fix.startswith(("gh ", "# ", "gitops "))


def test_an_environment_without_reviewers_is_open(github: FakeGitHub, ask: Ask) -> None:
    github.store.protection.add_environment("approve-prod")

    assert not_ok(ask()) == states(
        [
            "environment approve-prod: somebody approves",
            "environment approve-prod: nobody approves their own run",
        ],
        "open",
    )


def test_without_a_ruleset_everything_about_main_is_open(github: FakeGitHub, ask: Ask) -> None:
    github.store.protection.rules.clear()

    rows = ask()

    assert not_ok(rows) == states([what for what in rows if what.startswith("main: ")], "open")
    assert rows["main: nobody bypasses the rules"].detail == "everybody: no rule was found"


def test_classic_protection_counts_as_well(github: FakeGitHub, ask: Ask) -> None:
    about = github.store.protection
    about.rules.clear()
    about.classic = {
        "required_status_checks": {"strict": False, "contexts": list(CONTEXTS), "checks": []},
        "required_pull_request_reviews": {
            "dismiss_stale_reviews": True,
            "require_code_owner_reviews": True,
            "required_approving_review_count": 2,
            "require_last_push_approval": True,
        },
        "enforce_admins": {"enabled": True},
    }
    assert not_ok(ask()) == {}

    about.classic["enforce_admins"]["enabled"] = False
    assert not_ok(ask()) == {"main: nobody bypasses the rules": "open"}


@pytest.mark.parametrize(
    ("approval", "expected"),
    [
        ({"prod": "review"}, {}),
        ({"prod": "none"}, {}),
        ({}, {"setting: who approves a deployment to prod": "open"}),
        ({"prod": "maybe"}, {"setting: who approves a deployment to prod": "open"}),
    ],
)
def test_who_approves_is_a_setting(
    ask: Ask,
    monkeypatch: pytest.MonkeyPatch,
    approval: dict[str, str],
    expected: dict[str, str],
) -> None:
    set_approval(monkeypatch, approval)

    rows = ask()

    assert not_ok(rows) == expected
    waits = any(what.startswith("environment approve-prod") for what in rows)
    assert not waits


def test_listings_are_read_to_their_end(github: FakeGitHub, ask: Ask) -> None:
    about = github.store.protection
    for number in range(150):
        about.add_environment(f"pr-{number}")
        about.organization_variables[f"V_{number}"] = "x"
    kept = about.environments.pop("prod")
    about.environments["prod"] = kept
    about.organization_variables["PLAN_ROLE_ARN"] = about.variables.pop("PLAN_ROLE_ARN")

    assert not_ok(ask()) == {}
    assert sum("/environments?" in each for each in github.asked) == 2


def test_variables_of_an_environment_count(github: FakeGitHub, ask: Ask) -> None:
    about = github.store.protection
    about.environment_variables["prod"] = {
        "DEPLOY_ROLE_ARN": about.variables.pop("DEPLOY_ROLE_ARN")
    }

    assert not_ok(ask()) == {}


def test_a_rate_limit_ends_the_command(github: FakeGitHub, ask: Ask) -> None:
    github.store.protection.rate_limited = True

    with pytest.raises(Failure, match=r"could not read environments.*API rate limit exceeded"):
        ask()
    assert len(github.asked) == 1


def test_nothing_is_written(github: FakeGitHub, ask: Ask) -> None:
    ask()

    assert {each.split()[0] for each in github.asked} == {"GET"}


def test_the_trusted_subjects_are_those_of_the_account_stack(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    example = partial(account_stack.synthesize, example=True)
    monkeypatch.setattr(account_stack, "synthesize", example)

    found = subject.trusted()

    assert {name.rpartition("-")[2] for name in found} == {"plan", "ephemeral", "deploy"}
    contexts = {each.rpartition("environment:")[2] for each in found["market-pipelines-deploy"]}
    assert contexts == {"dev", "prod"}
