"""The boundary allows all that an environment's roles need, in that environment only."""

import json
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

import pytest

from stacks.permissions import boundary
from tests.stacks.synthesis import Document

ACCOUNT = "123456789012"
STANDS_FOR = {
    "${data.aws_caller_identity.current.account_id}": ACCOUNT,
    "${data.aws_partition.partition.partition}": "aws",
}
REFERENCE = re.compile(r"\$\{(aws_[a-z_]+)\.([\w-]+)\.(arn|stream_arn)\}")
NAMED = {
    "aws_cloudwatch_log_group": ("logs", "log-group:{}", "name"),
    "aws_dynamodb_table": ("dynamodb", "table/{}", "name"),
    "aws_sns_topic": ("sns", "{}", "name"),
    "aws_sqs_queue": ("sqs", "{}", "name"),
}
# The parts of an ARN that follow the region and the account.
Permission = tuple[str, str]


def bounded(suffix: str) -> list[tuple[list[str], list[str]]]:
    """Actions and resources of each statement, as IAM reads them for a role of `suffix`."""
    text = json.dumps(boundary.document("aws", ACCOUNT, "us-east-1"))
    statements = json.loads(text.replace(boundary.SUFFIX, suffix))["Statement"]
    assert {each["Effect"] for each in statements} == {"Allow"}
    return [
        (each["Action"], each["Resource"] if isinstance(each["Resource"], list) else ["*"])
        for each in statements
    ]


def allows(suffix: str, action: str, resource: str) -> bool:
    return any(
        action in actions and any(fnmatchcase(resource, one) for one in resources)
        for actions, resources in bounded(suffix)
    )


def permissions(document: Document) -> Iterator[Permission]:
    """The actions and resources of all roles of a stack."""
    for policy in document["resource"]["aws_iam_role_policy"].values():
        for statement in json.loads(policy["policy"])["Statement"]:
            for action in statement["Action"]:
                for resource in statement["Resource"]:
                    yield action, literal(resource, document["resource"])


def literal(resource: str, made: dict[str, Any]) -> str:
    """The ARN as AWS will know it."""

    def named(match: re.Match[str]) -> str:
        kind, name, attribute = match.groups()
        if kind == "aws_kms_key":
            return f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1"
        service, form, key = NAMED[kind]
        stream = "/stream/2026" if attribute == "stream_arn" else ""
        name = form.format(made[kind][name][key])
        return f"arn:aws:{service}:us-east-1:{ACCOUNT}:{name}{stream}"

    found = REFERENCE.sub(named, resource)
    for text, value in STANDS_FOR.items():
        found = found.replace(text, value)
    assert "${" not in found
    return found


@pytest.mark.parametrize("name", ["stack", "market"])
def test_the_boundary_allows_every_permission_of_a_role(
    name: str, request: pytest.FixtureRequest
) -> None:
    found = list(permissions(request.getfixturevalue(name)))

    assert found
    assert [permission for permission in found if not allows("pr-7", *permission)] == []


def test_the_boundary_allows_no_action_that_no_role_has(stack: Document, market: Document) -> None:
    used = {action for document in (stack, market) for action, _ in permissions(document)}

    assert {action for actions, _ in bounded("pr-7") for action in actions} == used


@pytest.mark.parametrize("name", ["stack", "market"])
@pytest.mark.parametrize("other", ["dev", "7", "pr-77", "r-7"])
def test_the_boundary_allows_no_data_of_another_environment(
    name: str, other: str, request: pytest.FixtureRequest
) -> None:
    found = {
        permission
        for permission in permissions(request.getfixturevalue(name))
        if not permission[0].startswith("kms:") and permission[1] != "*"
    }
    # `7` ends what `pr-7` ends: such a name is an environment's own choice.
    reached = {permission for permission in found if allows(other, *permission)}

    assert reached == (found if other == "7" else set())


def test_a_role_without_the_tag_has_no_permission_on_data(stack: Document) -> None:
    # IAM does not match a statement whose variable has no value.
    statements = boundary.document("aws", ACCOUNT, "us-east-1")["Statement"]
    open_to_all = [
        action
        for each in statements
        if boundary.SUFFIX not in str(each["Resource"])
        for action in each["Action"]
    ]

    assert open_to_all == ["dynamodb:ListStreams", "kms:Decrypt", "kms:GenerateDataKey"]
    tags = stack["provider"]["aws"][0]["default_tags"][0]["tags"]
    assert tags["Environment"] == "pr-7"
