"""What DynamoDB, KMS, CloudWatch Logs and SSM refuse."""

import json
from typing import Any

from tests.localcloud.refusals.probe import Probe, documented, recorded, unverified
from tests.localcloud.refusals.world import ACCOUNT, REGION, World

_VE = "ValidationException"
_MALFORMED = "MalformedPolicyDocumentException"
_INVALID = "InvalidParameterException"
_DYNAMODB = "amazondynamodb/latest"
_NAMING = f"{_DYNAMODB}/developerguide/HowItWorks.NamingRulesDataTypes.html"
_KMS = "kms/latest/APIReference"
_LOGS = "AmazonCloudWatchLogs/latest/APIReference"
_PUT_PARAMETER = "systems-manager/latest/APIReference/API_PutParameter.html"
_FILTER = "logs.put_subscription_filter"


def _table(**settings: Any) -> Any:
    return lambda world: world.table_settings(**settings)


def _item(**values: Any) -> Any:
    return lambda world: {
        "TableName": world.table(),
        "Item": {"id": {"S": "a"}}
        | {name: {kind: value} for name, (kind, value) in values.items()},
    }


def _reserved_word(world: World) -> dict[str, Any]:
    return {
        "TableName": world.table(),
        "Key": {"id": {"S": "a"}},
        "UpdateExpression": "SET status = :new",
        "ExpressionAttributeValues": {":new": {"S": "b"}},
    }


def _policy(*actions: str, principal: str = f"arn:aws:iam::{ACCOUNT}:root", note: str = "") -> str:
    statement = {
        "Sid": note,
        "Effect": "Allow",
        "Principal": {"AWS": principal},
        "Action": list(actions),
        "Resource": "*",
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def _pending(world: World) -> dict[str, Any]:
    arn = world.key()
    world.client("kms").schedule_key_deletion(KeyId=arn, PendingWindowInDays=7)
    return {"KeyId": arn}


def _disabled(world: World) -> dict[str, Any]:
    arn = world.key()
    world.client("kms").disable_key(KeyId=arn)
    return {"KeyId": arn, "Plaintext": b"text"}


def _filter(world: World, group: str, pattern: str = "", target: str = "") -> dict[str, Any]:
    return {
        "logGroupName": group,
        "filterName": world.name(),
        "filterPattern": pattern,
        "destinationArn": target
        or f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{world.function_for_logs()}",
    }


def _third_filter(world: World) -> dict[str, Any]:
    group = world.log_group()
    for _ in range(2):
        world.client("logs").put_subscription_filter(**_filter(world, group))
    return _filter(world, group)


def _to_topic(world: World) -> dict[str, Any]:
    return _filter(world, world.log_group(), target=world.topic())


def _bad_pattern(world: World) -> dict[str, Any]:
    return _filter(world, world.log_group(), pattern="{ $.level = ")


def _second_stream(world: World) -> dict[str, Any]:
    stream = {"logGroupName": world.log_group(), "logStreamName": "mine"}
    world.client("logs").create_log_stream(**stream)
    return stream


def _parameter(**settings: Any) -> Any:
    return lambda world: {"Name": f"/{world.name()}", "Value": "x", "Type": "String", **settings}


PROBES = (
    Probe(55, "dynamodb.create_table", _table(TableName="ab"), documented(_VE, _NAMING)),
    Probe(
        56, "dynamodb.create_table",
        _table(AttributeDefinitions=[{"AttributeName": "other", "AttributeType": "S"}]),
        documented(_VE, f"{_DYNAMODB}/APIReference/API_CreateTable.html"),
    ),
    Probe(
        57, "dynamodb.put_item", _item(text=("S", "x" * 400 * 1024)),
        documented(_VE, f"{_DYNAMODB}/developerguide/Constraints.html"),
    ),
    Probe(
        58, "dynamodb.put_item", _item(number=("N", "1" * 39)),
        documented(_VE, _NAMING),
    ),
    Probe(59, "dynamodb.put_item", _item(id=("S", "")), documented(_VE, _NAMING)),
    Probe(
        60, "dynamodb.update_item", _reserved_word,
        documented(_VE, f"{_DYNAMODB}/developerguide/ReservedWords.html"),
    ),
    Probe(
        61, "kms.schedule_key_deletion",
        lambda world: {"KeyId": world.key(), "PendingWindowInDays": 31},
        documented(_VE, f"{_KMS}/API_ScheduleKeyDeletion.html"),
    ),
    Probe(
        62, "kms.create_key", lambda _: {"Policy": _policy("kms:*", note="x" * 32 * 1024)},
        documented("LimitExceededException", f"{_KMS}/API_CreateKey.html"),
    ),
    Probe(
        63, "kms.create_key", lambda _: {"Policy": _policy("kms:Encrypt")},
        documented(_MALFORMED, f"{_KMS}/API_CreateKey.html", 400,
                   "The new key policy will not allow you to update the key policy in the future."),
    ),
    Probe(
        64, "kms.create_alias",
        lambda world: {"AliasName": "alias/aws/mine", "TargetKeyId": world.key()},
        unverified("NotAuthorizedException"),
    ),
    Probe(
        65, "kms.enable_key_rotation", _pending,
        documented("KMSInvalidStateException", f"{_KMS}/API_EnableKeyRotation.html"),
    ),
    Probe(
        65, "kms.encrypt", _disabled,
        documented("DisabledException", f"{_KMS}/API_Encrypt.html"),
    ),
    Probe(
        66, "kms.put_key_policy",
        lambda world: {
            "KeyId": world.key(),
            "PolicyName": "default",
            "Policy": _policy("kms:*", principal=f"arn:aws:iam::{ACCOUNT}:role/missing"),
        },
        documented(_MALFORMED, f"{_KMS}/API_PutKeyPolicy.html"),
    ),
    Probe(0, "kms.create_key", lambda _: {"KeyUsage": "ENCRYPT_DECRYPT", "KeySpec": "HMAC_random"},
          unverified(_VE)),
    Probe(
        0, "kms.create_key",
        lambda _: {"Tags": [{"TagKey": "a" * 129, "TagValue": "b"}]},
        recorded(262),
    ),
    Probe(
        0, "kms.encrypt", lambda world: {"KeyId": world.key(), "Plaintext": b"x" * 4097},
        recorded(258),
    ),
    Probe(
        67, "logs.put_retention_policy",
        lambda world: {"logGroupName": world.log_group(), "retentionInDays": 2},
        documented(_INVALID, f"{_LOGS}/API_PutRetentionPolicy.html"),
    ),
    Probe(
        68, _FILTER, _third_filter,
        documented("LimitExceededException", f"{_LOGS}/API_PutSubscriptionFilter.html"),
    ),
    Probe(69, _FILTER, _to_topic, documented(_INVALID, f"{_LOGS}/API_PutSubscriptionFilter.html")),
    Probe(
        70, _FILTER, _bad_pattern,
        documented(_INVALID, f"{_LOGS}/API_PutSubscriptionFilter.html"),
    ),
    Probe(
        71, "logs.create_log_group", lambda world: {"logGroupName": world.log_group()},
        recorded(275),
    ),
    Probe(
        0, "logs.put_metric_filter",
        lambda world: {
            "logGroupName": world.log_group(),
            "filterName": "X" * 513,
            "filterPattern": "",
            "metricTransformations": [
                {"metricName": "a", "metricNamespace": "b", "metricValue": "1"}
            ],
        },
        recorded(267),
    ),
    Probe(
        0, "logs.get_log_events",
        lambda world: {"logGroupName": world.log_group(), "logStreamName": "a", "limit": 10_001},
        recorded(279),
    ),
    Probe(0, "logs.create_log_stream", _second_stream, recorded(282)),
    Probe(
        0, "logs.get_log_events",
        lambda _: {"logGroupName": "missing", "logStreamName": "missing"},
        recorded(280),
    ),
    Probe(
        72, "ssm.put_parameter", _parameter(Value="x" * 4097),
        documented(_VE, _PUT_PARAMETER),
    ),
    Probe(
        73, "ssm.put_parameter", _parameter(Overwrite=True, Tags=[{"Key": "a", "Value": "b"}]),
        documented(_VE, _PUT_PARAMETER),
    ),
    Probe(74, "ssm.put_parameter", _parameter(Name="aws-mine"), documented(_VE, _PUT_PARAMETER)),
    Probe(74, "ssm.put_parameter", _parameter(Name="/ssm/mine"), documented(_VE, _PUT_PARAMETER)),
    Probe(0, "ssm.put_parameter", _parameter(Tier="Gold"), unverified(_VE)),
)  # fmt: skip
