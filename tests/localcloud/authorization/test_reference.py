"""What a request may carry, by rows of AWS's service authorization reference."""

import pytest

from localcloud.authorization.patterns import is_among
from localcloud.authorization.reference import (
    UnknownAction,
    actions_of,
    condition_keys,
    find,
)

ACCOUNT = "123456789012"
TABLE = f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/prices-dev"
MAPPING = f"arn:aws:lambda:us-east-1:{ACCOUNT}:event-source-mapping:6e0bf5b0"
TAGS_AT_CREATION = {"aws:requesttag/", "aws:tagkeys"}


@pytest.mark.parametrize(
    ("operation", "actions"),
    [
        ("dynamodb.PutItem", ("dynamodb:PutItem",)),
        ("dynamodb.TransactGetItems", ("dynamodb:GetItem",)),
        ("dynamodbstreams.GetRecords", ("dynamodb:GetRecords",)),
        ("sqs.SendMessageBatch", ("sqs:SendMessage",)),
        ("sns.PublishBatch", ("sns:Publish",)),
        ("lambda.Invoke", ("lambda:InvokeFunction",)),
        ("s3.ListObjectsV2", ("s3:ListBucket",)),
        ("s3.HeadObject", ("s3:GetObject",)),
        ("s3.GetBucketCors", ("s3:GetBucketCORS",)),
        ("kms.ReEncrypt", ("kms:ReEncryptFrom", "kms:ReEncryptTo")),
        ("budgets.UpdateBudget", ("budgets:ModifyBudget",)),
        ("resourcegroupstaggingapi.GetResources", ("tag:GetResources",)),
        ("apigateway.CreateRestApi", ("apigateway:POST",)),
        ("apigateway.UpdateStage", ("apigateway:PATCH",)),
        ("apigateway.TagResource", ("apigateway:PUT",)),
        ("sts.GetCallerIdentity", ()),
    ],
)
def test_an_operation_asks_for_its_actions(operation: str, actions: tuple[str, ...]) -> None:
    assert actions_of(operation) == actions


def test_a_transaction_may_ask_for_the_action_of_each_kind_of_entry() -> None:
    assert set(actions_of("dynamodb.TransactWriteItems")) == {
        "dynamodb:ConditionCheckItem",
        "dynamodb:DeleteItem",
        "dynamodb:PutItem",
        "dynamodb:UpdateItem",
    }


@pytest.mark.parametrize(
    ("action", "present", "absent"),
    [
        pytest.param(
            "kms:CreateKey",
            {*TAGS_AT_CREATION, "kms:keyspec", "kms:bypasspolicylockoutsafetycheck"},
            {"aws:resourcetag/"},
            id="a new key has no tags yet",
        ),
        pytest.param(
            "kms:EnableKeyRotation",
            {"aws:resourcetag/", "kms:resourcealiases", "kms:viaservice"},
            TAGS_AT_CREATION,
            id="a key",
        ),
        pytest.param(
            "kms:Decrypt",
            {"kms:encryptioncontext:", "kms:encryptioncontextkeys", "kms:requestalias"},
            {"kms:grantisforawsresource"},
            id="use of a key",
        ),
        pytest.param(
            "kms:CreateGrant",
            {"kms:grantisforawsresource", "kms:granteeprincipal", "kms:grantoperations"},
            TAGS_AT_CREATION,
            id="a grant",
        ),
        pytest.param(
            "kms:UntagResource", {"aws:tagkeys"}, {"aws:requesttag/"}, id="tags are removed"
        ),
        pytest.param(
            "ssm:RemoveTagsFromResource", {"aws:tagkeys"}, {"aws:requesttag/"}, id="of parameters"
        ),
        pytest.param(
            "dynamodb:PutItem",
            {"dynamodb:leadingkeys", "dynamodb:attributes", "aws:resourcetag/"},
            TAGS_AT_CREATION,
            id="an item",
        ),
        pytest.param("dynamodb:GetRecords", set(), {"aws:resourcetag/"}, id="a stream"),
        pytest.param(
            "lambda:CreateEventSourceMapping",
            {*TAGS_AT_CREATION, "lambda:functionarn"},
            {"aws:resourcetag/"},
            id="a new mapping",
        ),
        pytest.param(
            "lambda:TagResource",
            {*TAGS_AT_CREATION, "aws:resourcetag/"},
            {"lambda:functionarn"},
            id="tags of a mapping",
        ),
        pytest.param(
            "iam:PassRole", {"iam:passedtoservice"}, {"iam:permissionsboundary"}, id="pass"
        ),
        pytest.param(
            "iam:CreateRole", {"iam:permissionsboundary"}, {"iam:passedtoservice"}, id="role"
        ),
        pytest.param(
            "s3:PutObject", {"s3:x-amz-server-side-encryption"}, {"s3:prefix"}, id="an object"
        ),
        pytest.param("cloudwatch:PutDashboard", set(), {"aws:resourcetag/"}, id="a dashboard"),
        pytest.param(
            "apigateway:PUT", {*TAGS_AT_CREATION, "aws:resourcetag/"}, set(), id="a tag of an API"
        ),
        pytest.param("apigateway:GET", {"aws:resourcetag/"}, TAGS_AT_CREATION, id="an API is read"),
        pytest.param(
            "sts:AssumeRoleWithWebIdentity",
            {
                "token.actions.githubusercontent.com:sub",
                "token.actions.githubusercontent.com:repository_id",
            },
            {"token.actions.githubusercontent.com:event_name"},
            id="claims of GitHub's token",
        ),
    ],
)
def test_a_request_carries_the_keys_of_its_action(
    action: str, present: set[str], absent: set[str]
) -> None:
    keys = condition_keys(action)

    assert present - keys == set()
    assert absent & keys == set()


def test_a_resource_leaves_the_keys_of_its_own_type() -> None:
    assert "aws:resourcetag/" in condition_keys("dynamodb:DeleteTable", TABLE)
    assert "aws:resourcetag/" not in condition_keys("dynamodb:DeleteTable", "*")
    assert "aws:resourcetag/" in condition_keys("lambda:TagResource", MAPPING)


def test_the_verbs_of_api_gateway_act_on_every_path_of_a_rest_api() -> None:
    api = "arn:aws:apigateway:us-east-1::/restapis/abc"
    paths = [api, f"{api}/stages/live", f"{api}/resources/x/methods/POST/integration"]
    types = find("apigateway:PATCH").types.values()

    assert [path for path in paths if not any(each.covers(path) for each in types)] == []


def test_actions_ignore_case() -> None:
    assert find("SNS:publish").name == "sns:Publish"


def test_a_key_is_found_by_its_name_or_prefix() -> None:
    keys = condition_keys("kms:Decrypt")

    assert is_among("aws:ResourceTag/Environment", keys)
    assert is_among("kms:EncryptionContext:aws:logs:arn", keys)
    assert is_among("kms:ViaService", keys)
    assert not is_among("kms:ViaServices", keys)
    assert not is_among("aws:RequestTag/Environment", keys)


@pytest.mark.parametrize(
    "name", ["dynamodb.PutItems", "apigateway.CreateApi", "ec2.RunInstances", ""]
)
def test_an_unknown_operation_is_an_error(name: str) -> None:
    with pytest.raises(UnknownAction, match="known here"):
        actions_of(name)


@pytest.mark.parametrize("name", ["dynamodb:PutItems", "ec2:RunInstances", "*"])
def test_an_unknown_action_is_an_error(name: str) -> None:
    with pytest.raises(UnknownAction, match="is no action of AWS"):
        condition_keys(name)
