"""What an intruder or a mistake would add to the account's own stack is found."""

import json
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from policies.engine import synth
from policies.engine.catalogue import discover
from policies.engine.evaluation import evaluate
from tests.policies.statements import ACCOUNT, PARTITION, allow, document

POLICIES = discover()
HERE = f"us-east-1:{ACCOUNT}"
EPHEMERAL = "${aws_iam_role.ephemeral-role.name}"
BUCKET = "${aws_s3_bucket.states-bucket.id}"
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
# What is changed or added, by type and name, and the policy that must find fault with it.
ADDITIONS: dict[str, tuple[str, str, str, Mapping[str, Any]]] = {
    "an administrator for every pull request": (
        "account_role_has_only_policies_of_its_stack",
        "aws_iam_role_policy_attachment",
        "more",
        {"role": EPHEMERAL, "policy_arn": ADMINISTRATOR},
    ),
    "the rights of deployments for every pull request": (
        "account_role_has_only_policies_of_its_stack",
        "aws_iam_role_policy_attachment",
        "more",
        {"role": EPHEMERAL, "policy_arn": "${aws_iam_policy.deploy-data.arn}"},
    ),
    "a right that was quicker to write": (
        "account_role_is_scoped_to_its_environments",
        "aws_iam_policy",
        "ephemeral-tests",
        {
            "name": "market-pipelines-ephemeral-tests",
            "policy": document(allow("dynamodb:*", f"{PARTITION}:dynamodb:{HERE}:table/*")),
        },
    ),
    "a plan that may repair": (
        "account_role_is_scoped_to_its_environments",
        "aws_iam_policy",
        "plan-read",
        {"name": "market-pipelines-plan-read", "policy": document(allow("sqs:SetQueueAttributes"))},
    ),
    "limits that were in the way": (
        "account_role_denies_privilege_escalation",
        "aws_iam_policy",
        "ephemeral-limits",
        {
            "name": "market-pipelines-ephemeral-limits",
            "policy": document({**allow("iam:DeletePolicy"), "Effect": "Deny"}),
        },
    ),
    "a role for another repository": (
        "account_role_trusts_only_its_workflow_runs",
        "aws_iam_role",
        "other-role",
        {"name": "market-pipelines-other", "assume_role_policy": document()},
    ),
    "runs of every branch and of forks' names": (
        "account_role_trusts_only_its_workflow_runs",
        "aws_iam_role",
        "deploy-role",
        {
            "name": "market-pipelines-deploy",
            "assume_role_policy": document(
                allow(
                    "sts:AssumeRoleWithWebIdentity",
                    None,
                    {"Federated": "${aws_iam_openid_connect_provider.github-provider.arn}"},
                    {
                        "StringLike": {
                            "token.actions.githubusercontent.com:sub": "repo:octo-org/octo-repo:*"
                        }
                    },
                )
            ),
        },
    ),
    "a user with a key for a script": (
        "account_trusts_only_github",
        "aws_iam_access_key",
        "script",
        {"user": "script"},
    ),
    "another issuer of tokens": (
        "account_trusts_only_github",
        "aws_iam_openid_connect_provider",
        "gitlab",
        {"url": "https://gitlab.com", "client_id_list": ["sts.amazonaws.com"]},
    ),
    "a second policy of the bucket": (
        "state_bucket_is_private",
        "aws_s3_bucket_policy",
        "more",
        {"bucket": BUCKET, "policy": document(allow("s3:GetObject", "*", "*"))},
    ),
    "states that end after a year": (
        "state_bucket_keeps_old_versions",
        "aws_s3_bucket_lifecycle_configuration",
        "states-lifecycle",
        {
            "bucket": BUCKET,
            "rule": [
                {
                    "status": "Enabled",
                    "expiration": [{"days": 365}],
                    "noncurrent_version_expiration": [{"noncurrent_days": 90}],
                }
            ],
        },
    ),
    "a boundary with room to grow": (
        "boundary_limits_roles_to_one_environment",
        "aws_iam_policy",
        "boundary",
        {
            "name": "market-pipelines-boundary",
            "lifecycle": {"prevent_destroy": True},
            "policy": document(allow(["dynamodb:*", "sqs:*"])),
        },
    ),
    "a grant of the key": (
        "account_protects_shared_resources",
        "aws_kms_grant",
        "more",
        {"key_id": "${aws_kms_key.states-key.key_id}", "operations": ["Decrypt"]},
    ),
    "a bucket that may be emptied": (
        "account_protects_shared_resources",
        "aws_s3_bucket",
        "states-bucket",
        {"bucket": "octo-states", "force_destroy": True, "lifecycle": {"prevent_destroy": True}},
    ),
}


@pytest.fixture(scope="module")
def written(account: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((account / "stacks/bootstrap/cdk.tf.json").read_text())
    return found


def findings(
    written: Mapping[str, Any], kind: str, name: str, values: Mapping[str, Any]
) -> set[str]:
    """The policies that find fault with the stack once this is in it."""
    changed = deepcopy(dict(written))
    changed["resource"].setdefault(kind, {})[name] = dict(values)
    found = evaluate([synth.stack("bootstrap", changed)], POLICIES).findings
    return {verdict.policy for verdict in found}


def test_the_stack_as_it_is_has_no_findings(written: dict[str, Any]) -> None:
    assert findings(written, "aws_kms_alias", "states-alias", _alias(written)) == set()


def _alias(written: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = written["resource"]["aws_kms_alias"]["states-alias"]
    return found


@pytest.mark.parametrize("title", ADDITIONS)
def test_an_addition_is_found(written: dict[str, Any], title: str) -> None:
    policy, kind, name, values = ADDITIONS[title]

    assert policy in findings(written, kind, name, values)
