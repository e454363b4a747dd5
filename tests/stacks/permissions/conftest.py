"""The roles of GitHub Actions with their policies, as AWS will know them."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from stacks.bootstrap import TRUSTED
from stacks.permissions import boundary
from tests.stacks.permissions.needs import ACCOUNT, FUNCTION, HERE
from tests.stacks.synthesis import Document
from tests.stacks.test_bootstrap import synthesized

Permissions = Mapping[str, list[dict[str, Any]]]
BUCKET = "arn:aws:s3:::octo-states"
KEY = f"arn:aws:kms:{HERE}:key/states"
# What references come to.
ARNS = {
    "${data.aws_caller_identity.current.account_id}": ACCOUNT,
    "${data.aws_partition.partition.partition}": "aws",
    "${aws_s3_bucket.states-bucket.arn}": BUCKET,
    "${aws_kms_key.states-key.arn}": KEY,
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Document:
    found: Document = synthesized(tmp_path_factory.mktemp("account"))["resource"]
    return found


@pytest.fixture(scope="module")
def permissions(made: Document) -> Permissions:
    """Role -> its statements, with the ARNs as AWS will know them."""
    return {role: [each for text in _documents(made, role) for each in text] for role in TRUSTED}


def _documents(made: Document, role: str) -> Iterator[list[dict[str, Any]]]:
    for attachment in made["aws_iam_role_policy_attachment"].values():
        if attachment["role"] == f"${{aws_iam_role.{role}-role.name}}":
            name = attachment["policy_arn"].removeprefix("${aws_iam_policy.").partition(".")[0]
            yield statements(made["aws_iam_policy"][name]["policy"])


def statements(text: str) -> list[dict[str, Any]]:
    """The statements of a synthesized policy, with the ARNs as AWS will know them."""
    for reference, arn in ARNS.items():
        text = text.replace(reference, arn)
    assert "${" not in text
    found: list[dict[str, Any]] = json.loads(text)["Statement"]
    return found


def context(suffix: str) -> dict[str, str]:
    return {
        "aws:RequestTag/Environment": suffix,
        "aws:ResourceTag/Environment": suffix,
        "iam:PermissionsBoundary": boundary.arn("aws", ACCOUNT),
        "iam:PassedToService": "lambda.amazonaws.com",
        "kms:GrantIsForAWSResource": "true",
        "kms:ViaService": "dynamodb.us-east-1.amazonaws.com",
        "lambda:FunctionArn": f"arn:aws:{FUNCTION}any-{suffix}",
    }
