"""The account's own stack: where states are kept, who may take which role."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from stacks import __main__ as program
from stacks.account_settings import AccountSettings
from stacks.settings import bootstrap, environment
from tests.stacks.synthesis import Document

Resources = Mapping[str, Mapping[str, Document]]
SETTINGS = {
    "repository": "octo/pipelines",
    "owner_id": "123",
    "repository_id": "456",
    "state_bucket": "octo-states",
}
KEY = "${aws_kms_key.states-key.arn}"
ISSUER = "token.actions.githubusercontent.com"
BUCKET = "${aws_s3_bucket.states-bucket.arn}"


# What a role compares besides audience, subject and the id of the repository.
MORE_CLAIMS: dict[str, dict[str, Any]] = {
    "plan": {
        f"{ISSUER}:job_workflow_ref": [
            f"octo/pipelines/.github/workflows/{name}.yml@refs/heads/main"
            for name in ("review", "drift")
        ]
    },
    "deploy": {f"{ISSUER}:ref": "refs/heads/main"},
}


def synthesized(folder: Path, *, migrated: bool = False, **changed: str) -> Document:
    from cdktf import App  # noqa: PLC0415 (only those tests that need it pay for its start)

    from stacks.bootstrap import Bootstrap  # noqa: PLC0415

    app = App(outdir=str(folder))
    Bootstrap(app, AccountSettings(**{**SETTINGS, **changed}), migrated=migrated)
    app.synth()
    document: Document = json.loads((folder / "stacks/bootstrap/cdk.tf.json").read_text())
    return document


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Document:
    return synthesized(tmp_path_factory.mktemp("bootstrap"))


@pytest.fixture(scope="module")
def made(account: Document) -> Resources:
    found: Resources = account["resource"]
    return found


def claims(made: Resources, role: str) -> dict[str, Any]:
    (statement,) = json.loads(made["aws_iam_role"][f"{role}-role"]["assume_role_policy"])[
        "Statement"
    ]
    assert statement["Effect"] == "Allow"
    assert statement["Action"] == "sts:AssumeRoleWithWebIdentity"
    assert statement["Principal"] == {
        "Federated": "${aws_iam_openid_connect_provider.github-provider.arn}"
    }
    assert list(statement["Condition"]) == ["StringEquals"]
    found: dict[str, Any] = statement["Condition"]["StringEquals"]
    return found


@pytest.mark.parametrize(
    ("role", "events"),
    [
        ("plan", ["ref:refs/heads/main"]),
        ("ephemeral", ["environment:ephemeral"]),
        ("deploy", ["environment:dev", "environment:prod"]),
    ],
)
def test_a_role_is_for_these_runs_of_the_repository_only(
    made: Resources, role: str, events: list[str]
) -> None:
    wanted = [
        f"repo:{who}:{event}"
        for event in events
        for who in ("octo/pipelines", "octo@123/pipelines@456")
    ]

    assert claims(made, role) == {
        f"{ISSUER}:aud": "sts.amazonaws.com",
        f"{ISSUER}:repository_id": "456",
        f"{ISSUER}:sub": wanted,
    } | MORE_CLAIMS.get(role, {})


def test_another_main_branch_is_trusted_in_place_of_main(tmp_path: Path) -> None:
    made = synthesized(tmp_path, main_branch="trunk")["resource"]
    subjects = claims(made, "plan")[f"{ISSUER}:sub"]

    assert "repo:octo/pipelines:ref:refs/heads/trunk" in subjects
    assert not [each for each in subjects if each.endswith("heads/main")]
    assert claims(made, "deploy")[f"{ISSUER}:ref"] == "refs/heads/trunk"
    workflows = claims(made, "plan")[f"{ISSUER}:job_workflow_ref"]
    assert {each.partition("@")[2] for each in workflows} == {"refs/heads/trunk"}


def test_states_are_versioned_private_and_encrypted_with_their_own_key(made: Resources) -> None:
    (versions,) = made["aws_s3_bucket_versioning"].values()
    (encryption,) = made["aws_s3_bucket_server_side_encryption_configuration"].values()
    (access,) = made["aws_s3_bucket_public_access_block"].values()
    (owner,) = made["aws_s3_bucket_ownership_controls"].values()

    assert versions["versioning_configuration"] == {"status": "Enabled"}
    assert encryption["rule"] == [
        {
            "apply_server_side_encryption_by_default": {
                "kms_master_key_id": KEY,
                "sse_algorithm": "aws:kms",
            }
        }
    ]
    assert {
        access[name] for name in access if name.startswith(("block", "ignore", "restrict"))
    } == {True}
    assert owner["rule"] == {"object_ownership": "BucketOwnerEnforced"}


def test_the_bucket_denies_plain_http_and_other_keys(made: Resources) -> None:
    (policy,) = made["aws_s3_bucket_policy"].values()
    found = {each["Sid"]: each for each in json.loads(policy["policy"])["Statement"]}

    assert {each["Effect"] for each in found.values()} == {"Deny"}
    assert {each["Principal"] for each in found.values()} == {"*"}
    assert found["OnlyOverTls"]["Resource"] == [BUCKET, f"{BUCKET}/*"]
    assert found["OnlyOverTls"]["Action"] == ["s3:*"]
    assert found["OnlyOverTls"]["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert found["NoOtherKey"]["Condition"]["StringNotEquals"] == {
        "s3:x-amz-server-side-encryption-aws-kms-key-id": KEY
    }


def test_what_all_environments_need_is_never_destroyed(made: Resources) -> None:
    lasting = {
        f"{kind}.{name}"
        for kind, members in made.items()
        for name, each in members.items()
        if each.get("lifecycle", {}).get("prevent_destroy")
    }

    assert lasting == {
        "aws_iam_policy.boundary",
        "aws_kms_key.states-key",
        "aws_s3_bucket.states-bucket",
    }


def test_the_state_moves_into_the_bucket_and_is_no_environments(
    account: Document, tmp_path: Path
) -> None:
    moved = synthesized(tmp_path, migrated=True)["terraform"]["backend"]["s3"]

    assert list(account["terraform"]["backend"]) == ["local"]
    assert moved["bucket"] == "octo-states"
    assert moved["use_lockfile"] is True
    # `<stack>/<suffix>.tfstate` is an environment's.
    assert moved["key"].count("/") > 1


def test_the_outputs_are_what_the_workflows_read(account: Document) -> None:
    assert set(account["output"]) == {
        "GITHUB_REPOSITORY",
        "STATE_BUCKET",
        "PLAN_ROLE_ARN",
        "EPHEMERAL_ROLE_ARN",
        "DEPLOY_ROLE_ARN",
    }


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"repository": "octo"}, "repository is 'octo'"),
        ({"repository": "octo/*"}, "repository is 'octo/*'"),
        ({"owner_id": "octo"}, "owner_id is 'octo'"),
        ({"repository_id": ""}, "repository_id is ''"),
        ({"state_bucket": "Our_States"}, "state_bucket is 'Our_States'"),
        ({"main_branch": "*"}, "main_branch is '*'"),
        ({"main_branch": "${aws:username}"}, "main_branch is"),
    ],
)
def test_a_setting_that_would_trust_others_is_refused(changed: dict[str, str], said: str) -> None:
    with pytest.raises(ValueError, match=r"\[bootstrap\]") as refused:
        bootstrap({"bootstrap": {**SETTINGS, **changed}})

    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ({}, "write its repository, owner_id, repository_id, state_bucket there"),
        ({"bootstrap": {**SETTINGS, "branch": "x"}}, "knows no branch"),
        ({"bootstrap": {**SETTINGS, "owner_id": 123}}, "must be a table of texts"),
        ({"bootstrap": "x"}, "must be a table of texts"),
    ],
)
def test_settings_that_nobody_can_use_are_refused(tables: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=r"\[bootstrap\]") as refused:
        bootstrap(tables)

    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["bootstrap"], "[bootstrap] says which repository may deploy into the account"),
        (
            ["bootstrap", "--exampel"],
            "There is nothing to synthesize for ['bootstrap', '--exampel']",
        ),
        (["account"], "There is nothing to synthesize for ['account']"),
    ],
)
def test_a_wrong_call_of_the_program_is_one_sentence(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert program.main(arguments) == 2
    assert said in capsys.readouterr().err


def test_environments_do_not_mind_the_accounts_table() -> None:
    tables = {"bootstrap": SETTINGS, "default": {"exchange_endpoints": {"kraken": "https://k"}}}

    assert environment(tables, "pr-7").suffix == "pr-7"


def test_audiences_of_others_stay_with_the_provider(made: Resources) -> None:
    (provider,) = made["aws_iam_openid_connect_provider"].values()

    assert provider["client_id_list"] == ["sts.amazonaws.com"]
    assert provider["lifecycle"] == {"ignore_changes": ["client_id_list"]}
