"""What proves kms_key_policy_grants_exactly_its_users."""

import json
from collections.abc import Mapping
from typing import Any

from tests.policies.documents import REMOVED, Row, Rows, document

KEY = "aws_kms_key.key"
POLICY = f"{KEY}.policy"
HERE = "arn:${data.aws_partition.here.partition}"
ACCOUNT = "${data.aws_caller_identity.current.account_id}"
LOGS = {"Service": "logs.us-east-1.amazonaws.com"}
ALARMS = {"Service": "cloudwatch.amazonaws.com"}
GROUP = "arn:<partition>:logs:us-east-1:<account>:log-group:/aws/lambda/worker-dev"
ALARM = f"{HERE}:cloudwatch:us-east-1:{ACCOUNT}:alarm:errors-dev"
NOTIFIED = ["${aws_sns_topic.operations.arn}"]

LIFE = [
    *("kms:CreateAlias", "kms:DeleteAlias", "kms:DescribeKey"),
    *("kms:DisableKeyRotation", "kms:EnableKeyRotation", "kms:GetKeyPolicy"),
    *("kms:GetKeyRotationStatus", "kms:ListResourceTags", "kms:PutKeyPolicy"),
    *("kms:ScheduleKeyDeletion", "kms:TagResource", "kms:UntagResource", "kms:UpdateAlias"),
    "kms:UpdateKeyDescription",
]
USE = [
    *("kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext"),
    *("kms:ReEncryptFrom", "kms:ReEncryptTo"),
]
RIGHTS_OF_LOGS = (
    f"Allow, if kms:EncryptionContext:aws:logs:arn ArnEquals {GROUP}, kms:Decrypt,"
    " kms:Encrypt, kms:GenerateDataKey*, kms:ReEncrypt*, on *"
)


def _allow(
    principal: object, actions: list[str], condition: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Principal": principal, "Action": actions, "Resource": "*"}
    return {**statement, "Condition": condition} if condition else statement


ADMINISTRATION = _allow({"AWS": f"{HERE}:iam::{ACCOUNT}:root"}, ["kms:*"])
FOR_LOGS = _allow(
    LOGS,
    ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
    {
        "ArnEquals": {
            "kms:EncryptionContext:aws:logs:arn": [
                f"{HERE}:logs:us-east-1:{ACCOUNT}:log-group:/aws/lambda/worker-dev"
            ]
        }
    },
)
FOR_ALARMS = _allow(
    ALARMS,
    ["kms:Decrypt", "kms:GenerateDataKey*"],
    {
        "ArnEquals": {"aws:SourceArn": [ALARM]},
        "StringEquals": {"aws:SourceAccount": ACCOUNT},
    },
)


def _run(role: str, **more: object) -> dict[str, Any]:
    """The condition that a session of the role asks."""
    return {
        "ArnEquals": {"aws:PrincipalArn": f"{HERE}:iam::{ACCOUNT}:role/market-pipelines-{role}"},
        "StringEquals": {"aws:PrincipalAccount": ACCOUNT, **more},
    }


def _deployment(role: str, suffix: str, *services: str) -> list[Any]:
    """The rights of the role that manages the environment."""
    hosts = [f"{name}.us-east-1.amazonaws.com" for name in ("dynamodb", "lambda", *services)]
    tag = "aws:RequestTag/Environment"
    grants = {**_run(role), "Bool": {"kms:GrantIsForAWSResource": "true"}}
    return [
        _allow({"AWS": "*"}, LIFE, _run(role)),
        _allow({"AWS": "*"}, USE, _run(role, **{"kms:ViaService": hosts})),
        _allow({"AWS": "*"}, ["kms:CreateGrant"], grants),
        {
            **_allow(
                "*",
                ["kms:TagResource"],
                {"Null": {tag: "false"}, "StringNotEquals": {tag: suffix}},
            ),
            "Effect": "Deny",
        },
    ]


OURS = _deployment("deploy", "dev")
# In the words of an answer.
ROLE = "arn:<partition>:iam::<account>:role/market-pipelines-"
RIGHTS_OF_ROLE = (
    "Allow, if aws:PrincipalAccount StringEquals <account>,"
    f" if aws:PrincipalArn ArnEquals {ROLE}deploy, {', '.join(LIFE)}, on *"
)


def _policy(*statements: object, deployment: list[Any] = OURS) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [*statements, *deployment]})


def _in(suffix: str, name: str, deployment: list[Any], answer: str = "") -> Row:
    """The key of an environment with that suffix, deployed by who has these rights."""
    policy = _policy(ADMINISTRATION, FOR_LOGS, FOR_ALARMS, deployment=deployment)
    change = {POLICY: policy, "provider": document({}, suffix)["provider"]}
    return Row(name, change, {KEY: answer} if answer else {})


def _without(key: str) -> list[Any]:
    """The rights of the role, of which the first asks for less."""
    first, *others = OURS
    condition = {name: one for name, one in first["Condition"].items() if name != key}
    return [{**first, "Condition": condition}, *others]


def _row(name: str, statements: list[object], answer: str) -> Row:
    return Row(name, {POLICY: _policy(*statements)}, {KEY: answer})


ROWS = Rows(
    resources={
        "aws_kms_key": {"key": {"policy": _policy(ADMINISTRATION, FOR_LOGS, FOR_ALARMS)}},
        "aws_cloudwatch_log_group": {
            "worker": {"kms_key_id": "${aws_kms_key.key.arn}", "name": "/aws/lambda/worker-dev"}
        },
        "aws_cloudwatch_metric_alarm": {
            "errors": {"alarm_name": "errors-dev", "alarm_actions": NOTIFIED}
        },
        "aws_sns_topic": {"operations": {"kms_master_key_id": "${aws_kms_key.key.arn}"}},
    },
    compliant=(KEY,),
    table=(
        Row("no policy", {POLICY: REMOVED}, {KEY: "found no policy, wanted a policy document"}),
        Row(
            "no document",
            {POLICY: "everybody"},
            {KEY: "found policy = 'everybody', wanted a policy document"},
        ),
        Row(
            "a document from elsewhere",
            {POLICY: '${file("policy.json")}'},
            {
                KEY: 'undecided: policy: the expression ${file("policy.json")}'
                " is not a readable document"
            },
        ),
        _row(
            "nobody can repair the key",
            [FOR_LOGS, FOR_ALARMS],
            "found for arn:<partition>:iam::<account>:root: nothing, wanted Allow, kms:*, on *",
        ),
        _row(
            "a service that needs no right of its own",
            [
                ADMINISTRATION,
                FOR_LOGS,
                FOR_ALARMS,
                _allow({"Service": "lambda.amazonaws.com"}, ["kms:Decrypt"]),
            ],
            "found for lambda.amazonaws.com: Allow, kms:Decrypt, on *, wanted nothing more",
        ),
        _row(
            "everybody",
            [ADMINISTRATION, FOR_LOGS, FOR_ALARMS, _allow("*", ["kms:Decrypt"])],
            "found for *: Allow, kms:Decrypt, on *, wanted nothing more",
        ),
        _row(
            "Logs without a condition",
            [ADMINISTRATION, FOR_ALARMS, _allow(LOGS, FOR_LOGS["Action"])],
            "found for logs.us-east-1.amazonaws.com: nothing,"
            f" wanted if kms:EncryptionContext:aws:logs:arn ArnEquals {GROUP}",
        ),
        _row(
            "Logs with less than it needs",
            [ADMINISTRATION, FOR_ALARMS, {**FOR_LOGS, "Action": FOR_LOGS["Action"][1:]}],
            "found for logs.us-east-1.amazonaws.com: nothing, wanted kms:Decrypt",
        ),
        _row(
            "Logs with more than it needs",
            [ADMINISTRATION, FOR_ALARMS, {**FOR_LOGS, "Action": [*FOR_LOGS["Action"], "kms:*"]}],
            "found for logs.us-east-1.amazonaws.com: kms:*, wanted nothing more",
        ),
        _row(
            "alarms of any account",
            [
                ADMINISTRATION,
                FOR_LOGS,
                _allow(ALARMS, FOR_ALARMS["Action"], {"ArnEquals": {"aws:SourceArn": [ALARM]}}),
            ],
            "found for cloudwatch.amazonaws.com: nothing,"
            " wanted if aws:SourceAccount StringEquals <account>",
        ),
        _row(
            "all rights but some",
            [ADMINISTRATION, FOR_LOGS, FOR_ALARMS, {"Effect": "Allow", "NotAction": "kms:Sign"}],
            "found NotAction in policy,"
            " wanted only Action, Condition, Effect, Principal, Resource, Sid",
        ),
        Row(
            "an alarm that the policy does not know",
            {
                "aws_cloudwatch_metric_alarm.late": {
                    "alarm_name": "late-dev",
                    "ok_actions": NOTIFIED,
                }
            },
            {
                KEY: "found for cloudwatch.amazonaws.com: nothing, wanted if aws:SourceArn"
                " ArnEquals arn:<partition>:cloudwatch:us-east-1:<account>:alarm:late-dev"
            },
        ),
        Row(
            "an alarm that notifies no topic of the key",
            {
                "aws_sns_topic.plain": {},
                "aws_cloudwatch_metric_alarm.late": {
                    "alarm_name": "late-dev",
                    "alarm_actions": ["${aws_sns_topic.plain.arn}"],
                },
            },
        ),
        Row(
            "a log group with another key",
            {
                "aws_kms_key.other": {"policy": _policy(ADMINISTRATION)},
                "aws_cloudwatch_log_group.worker.kms_key_id": "${aws_kms_key.other.arn}",
            },
            {
                KEY: f"found for logs.us-east-1.amazonaws.com: {RIGHTS_OF_LOGS},"
                " wanted nothing more",
                "aws_kms_key.other": "found for logs.us-east-1.amazonaws.com: nothing,"
                f" wanted {RIGHTS_OF_LOGS}",
            },
        ),
        Row(
            "log groups and alarms by reference, as a document reads that was written back",
            {
                POLICY: _policy(ADMINISTRATION, FOR_LOGS, FOR_ALARMS)
                .replace(
                    f"{HERE}:logs:us-east-1:{ACCOUNT}:log-group:/aws/lambda/worker-dev",
                    "${aws_cloudwatch_log_group.worker.arn}",
                )
                .replace(ALARM, "${aws_cloudwatch_metric_alarm.errors.arn}")
            },
        ),
        Row(
            "an alarm without a name",
            {"aws_cloudwatch_metric_alarm.errors.alarm_name": "${var.name}"},
            {
                KEY: "undecided: the users of the key are unknown: alarm_name of"
                " aws_cloudwatch_metric_alarm.errors is an unknown value (the expression"
                " ${var.name} is more than strings and references)"
            },
        ),
        Row(
            "a separate key policy",
            {"aws_kms_key_policy.key": {"policy": _policy(ADMINISTRATION)}},
            {
                "aws_kms_key_policy.key": "found a separate key policy,"
                " wanted attribute policy of the aws_kms_key"
            },
        ),
        _in("prod", "a protected environment", _deployment("deploy", "prod")),
        _in("pr-7", "an ephemeral environment", _deployment("ephemeral", "pr-7", "sqs", "ssm")),
        _in("laptop", "an environment that no role manages", []),
        _in(
            "prod",
            "production with the role of pull requests",
            _deployment("ephemeral", "prod"),
            f"found for *: if aws:PrincipalArn ArnEquals {ROLE}ephemeral,"
            f" wanted if aws:PrincipalArn ArnEquals {ROLE}deploy",
        ),
        _in(
            "prod",
            "the tag of another environment",
            _deployment("deploy", "dev"),
            "found for *: if aws:RequestTag/Environment StringNotEquals dev,"
            " wanted if aws:RequestTag/Environment StringNotEquals prod",
        ),
        _in(
            "laptop",
            "a role that does not manage it",
            OURS,
            f"found for *: {RIGHTS_OF_ROLE}, wanted nothing more",
        ),
        _in("dev", "no rights for the role", [], f"found for *: nothing, wanted {RIGHTS_OF_ROLE}"),
        _in(
            "dev",
            "messages for deployments",
            _deployment("deploy", "dev", "sqs"),
            "found for *: if kms:ViaService StringEquals sqs.us-east-1.amazonaws.com,"
            " wanted nothing more",
        ),
        _in(
            "dev",
            "every role",
            _without("ArnEquals"),
            f"found for *: nothing, wanted if aws:PrincipalArn ArnEquals {ROLE}deploy",
        ),
        _in(
            "dev",
            "every account",
            _without("StringEquals"),
            "found for *: nothing, wanted if aws:PrincipalAccount StringEquals <account>",
        ),
        _in(
            "dev",
            "tags as anybody likes",
            OURS[:-1],
            "found for *: nothing, wanted Deny, if aws:RequestTag/Environment Null false,"
            " if aws:RequestTag/Environment StringNotEquals dev, kms:TagResource, on *",
        ),
        Row(
            "who knows where",
            {"provider": document({}, "${var.suffix}")["provider"]},
            {KEY: None},
        ),
        Row("another kind of policy", {"aws_iam_role_policy.role": {"policy": "{}"}}),
    ),
)
