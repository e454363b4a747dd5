"""The policy of a key: who may do what, before KMS knows the tags of the key."""

import json
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import pytest
from botocore.session import get_session

from stacks.permissions import actions, boundary
from stacks.permissions.managers import manager
from tests.stacks.conftest import Synthesize
from tests.stacks.permissions.conftest import Permissions, statements
from tests.stacks.permissions.iam import allows, run
from tests.stacks.permissions.needs import ACCOUNT, FUNCTION, HERE
from tests.stacks.synthesis import Document

KEY = f"arn:aws:kms:{HERE}:key/1"
RUNS = ("plan", "ephemeral", "deploy")
OWNERS = {"prod": "deploy", "dev": "deploy", "pr-7": "ephemeral", "laptop": None}
# The operation ReEncrypt asks for two actions.
OPERATIONS = get_session().get_service_model("kms").operation_names
ALL_ACTIONS = {f"kms:{name}" for name in OPERATIONS if name != "ReEncrypt"} | {
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
}
# They act on no key that exists, says the service authorization reference of KMS.
ON_NO_KEY = {"kms:CreateKey", "kms:ListAliases"}
USE = {
    *("kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"),
    *("kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptFrom", "kms:ReEncryptTo"),
}
Policies = Mapping[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def keys(synthesize: Synthesize) -> Policies:
    """Suffix -> the policy of the environment's key."""
    return {suffix: statements(the_key(synthesize(suffix=suffix))["policy"]) for suffix in OWNERS}


def the_key(document: Document) -> Document:
    (found,) = document["resource"]["aws_kms_key"].values()
    return dict(found)


def host(service: str) -> str:
    return f"{service}.us-east-1.amazonaws.com"


def contexts() -> Iterator[dict[str, str]]:
    """Whatever a request can carry that a right may hang on; production's tag or none yet."""
    tags = [{}, {"aws:ResourceTag/Environment": "prod"}]
    requested = [{}, *({"aws:RequestTag/Environment": value} for value in ("pr-7", "prod"))]
    services = [{}, *({"kms:ViaService": host(each)} for each in ("lambda", "dynamodb", "ssm"))]
    grants = [{}, {"kms:GrantIsForAWSResource": "true"}]
    encrypted = [
        {},
        {"kms:EncryptionContext:aws:lambda:FunctionArn": f"arn:aws:{FUNCTION}any-pr-7"},
        {"kms:EncryptionContext:aws:lambda:FunctionArn": f"arn:aws:{FUNCTION}any-prod"},
        {"kms:EncryptionContext:aws:s3:arn": "arn:aws:s3:::octo-states/environments/pr-7.json"},
    ]
    for parts in product(tags, requested, services, grants, encrypted):
        yield {key: value for part in parts for key, value in part.items()}


@pytest.mark.parametrize(("suffix", "owner"), OWNERS.items())
def test_the_role_of_the_environment_manages_a_key_without_a_visible_tag(
    permissions: Permissions, keys: Policies, suffix: str, owner: str | None
) -> None:
    assert manager(suffix) == owner
    for role in RUNS:
        mine = permissions[role]
        found = {
            action
            for action in actions.KEYS
            if allows(mine, action, KEY, {}, role=run(role), key=keys[suffix])
        }
        reads = set(actions.READ_KEYS) if role == "plan" else set()

        assert found == (set(actions.KEYS) if role == owner else reads), role


def test_keys_are_created_with_the_tag_of_an_own_environment_only(
    permissions: Permissions,
) -> None:
    for role, suffix in product(("ephemeral", "deploy"), OWNERS):
        tag = {"aws:RequestTag/Environment": suffix}
        found = allows(permissions[role], "kms:CreateKey", "*", tag, role=run(role))

        assert found is (OWNERS[suffix] == role), (role, suffix)
        assert not allows(permissions[role], "kms:CreateKey", "*", {}, role=run(role))


@pytest.mark.parametrize("role", ["ephemeral", "plan"])
def test_no_other_role_does_anything_with_the_key_of_production(
    permissions: Permissions, keys: Policies, role: str
) -> None:
    mine, found = permissions[role], set()
    for action, given in product(sorted(ALL_ACTIONS), contexts()):
        if allows(mine, action, KEY, given, role=run(role), key=keys["prod"]):
            found.add(action)

    if role == "plan":
        assert found == {*actions.READ_KEYS, "kms:ListAliases", "kms:Decrypt"}
    else:
        assert found == ON_NO_KEY


@pytest.mark.parametrize("suffix", ["prod", "pr-7"])
def test_the_role_of_the_environment_may_do_nothing_else_with_the_key(
    permissions: Permissions, keys: Policies, suffix: str
) -> None:
    role = OWNERS[suffix] or ""
    mine = permissions[role]
    found = {
        action
        for action, given in product(sorted(ALL_ACTIONS), contexts())
        if allows(mine, action, KEY, given, role=run(role), key=keys[suffix])
    }

    assert found == {*ON_NO_KEY, *actions.KEYS, *USE, "kms:CreateGrant"}


@pytest.mark.parametrize(
    ("suffix", "services"),
    [("prod", {"dynamodb", "lambda"}), ("pr-7", {"dynamodb", "lambda", "sqs", "ssm"})],
)
@pytest.mark.parametrize("action", sorted(USE))
def test_the_key_is_used_through_services_only(
    permissions: Permissions, keys: Policies, suffix: str, services: set[str], action: str
) -> None:
    role = OWNERS[suffix] or ""

    def used(given: dict[str, str]) -> bool:
        return allows(permissions[role], action, KEY, given, role=run(role), key=keys[suffix])

    assert not used({})
    asked = ("dynamodb", "lambda", "logs", "s3", "sns", "sqs", "ssm")
    assert {each for each in asked if used({"kms:ViaService": host(each)})} == services


@pytest.mark.parametrize("suffix", ["prod", "pr-7"])
@pytest.mark.parametrize("given", [None, "false", "true"])
def test_grants_are_for_services_only(
    permissions: Permissions, keys: Policies, suffix: str, given: str | None
) -> None:
    role = OWNERS[suffix] or ""
    said = {"kms:ViaService": host("lambda")}
    if given:
        said["kms:GrantIsForAWSResource"] = given

    found = allows(
        permissions[role], "kms:CreateGrant", KEY, said, role=run(role), key=keys[suffix]
    )

    assert found is (given == "true")


def test_another_account_is_not_trusted(keys: Policies) -> None:
    elsewhere = {"aws:PrincipalAccount": "210987654321"}

    assert allows([], "kms:DescribeKey", KEY, {}, role=run("deploy"), key=keys["prod"])
    assert not allows([], "kms:DescribeKey", KEY, elsewhere, role=run("deploy"), key=keys["prod"])


@pytest.mark.parametrize(("tag", "allowed"), [("pr-7", False), ("prod", True), (None, True)])
def test_not_even_an_administrator_tags_a_key_for_another_environment(
    keys: Policies, tag: str | None, allowed: bool
) -> None:
    everything = [{"Effect": "Allow", "Action": "*", "Resource": "*"}]
    given = {"aws:RequestTag/Team": "treasury"}
    if tag:
        given["aws:RequestTag/Environment"] = tag

    assert allows(everything, "kms:TagResource", KEY, given, key=keys["prod"]) is allowed


@pytest.mark.parametrize("suffix", OWNERS)
def test_an_administrator_manages_the_key_by_iam(keys: Policies, suffix: str) -> None:
    everything = [{"Effect": "Allow", "Action": "kms:*", "Resource": "*"}]

    for action in (*actions.KEYS, "kms:DisableKey"):
        assert allows(everything, action, KEY, {}, key=keys[suffix])
        assert not allows([], action, KEY, {}, key=keys[suffix])


@pytest.mark.parametrize("name", ["webhook-processor", "price-enricher", "error-notifier"])
def test_a_function_uses_the_key_as_its_role_says_and_no_more(stack: Document, name: str) -> None:
    key = statements(the_key(stack)["policy"])
    text = stack["resource"]["aws_iam_role_policy"][f"{name}-permissions"]["policy"]
    reference = "${aws_kms_key.key-crypto-prices-key.arn}"
    own = role_statements(text.replace(reference, KEY))
    context = {"aws:PrincipalTag/Environment": "pr-7"}
    limit = boundary.document("aws", ACCOUNT, "us-east-1")["Statement"]

    def may(action: str, **given: str) -> bool:
        said = context | {each.replace("_", ":", 1): value for each, value in given.items()}
        return allows(own, action, KEY, said, role=f"{name}-role-pr-7", key=key, boundary=limit)

    variables = f"arn:aws:{FUNCTION}{name}-pr-7"
    assert may("kms:Decrypt", **{"kms_EncryptionContext:aws:lambda:FunctionArn": variables})
    assert may("kms:GenerateDataKey", kms_ViaService=host("sqs"))
    assert may("kms:Decrypt", kms_ViaService=host("sqs"))
    assert not may("kms:Decrypt")
    assert [action for action in actions.KEYS if may(action)] == []


def role_statements(text: str) -> list[dict[str, Any]]:
    """The statements on the key alone: others name resources that are references here."""
    found = json.loads(text)["Statement"]
    return [
        each
        for one in found
        if KEY in one["Resource"]
        for each in statements(json.dumps({"Statement": [one]}))
    ]
