"""Who may use the key, the queues, the topics and the log groups, and under which condition."""

import json
from typing import Any

import pytest

Document = dict[str, Any]
Resources = dict[str, dict[str, Document]]

KEY = "${aws_kms_key.key-crypto-prices-key.arn}"
ARN = "arn:${data.aws_partition.partition.partition}"
ACCOUNT = "${data.aws_caller_identity.current.account_id}"
FUNCTIONS = ("webhook-processor", "price-enricher", "error-notifier")


def _statements(resources: Resources, name: str) -> dict[str, Document]:
    policy = json.loads(resources["aws_iam_role_policy"][f"{name}-permissions"]["policy"])
    return {statement["Sid"]: statement for statement in policy["Statement"]}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_writes_to_its_own_log_group_and_creates_none(
    resources: Resources, name: str
) -> None:
    statement = _statements(resources, name)["WriteLogs"]

    assert statement["Action"] == ["logs:CreateLogStream", "logs:PutLogEvents"]
    assert statement["Resource"] == [f"${{aws_cloudwatch_log_group.{name}-logs.arn}}:*"]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_sends_to_its_own_queue_only(resources: Resources, name: str) -> None:
    statement = _statements(resources, name)["SendDeadLetters"]

    assert statement["Action"] == ["sqs:SendMessage"]
    assert statement["Resource"] == [f"${{aws_sqs_queue.{name}-dlq-queue.arn}}"]


@pytest.mark.parametrize(
    ("name", "services"),
    [
        ("webhook-processor", ["dynamodb", "sns", "sqs"]),
        ("price-enricher", ["dynamodb", "sns", "sqs"]),
        ("error-notifier", ["sns", "sqs"]),
    ],
    ids=FUNCTIONS,
)
def test_a_function_uses_the_key_through_its_services_only(
    resources: Resources, name: str, services: list[str]
) -> None:
    statement = _statements(resources, name)["UseKeyThroughServices"]

    assert statement["Action"] == ["kms:Decrypt", "kms:GenerateDataKey"]
    assert statement["Resource"] == [KEY]
    assert statement["Condition"] == {
        "StringEquals": {
            "kms:ViaService": [f"{service}.us-east-1.amazonaws.com" for service in services]
        }
    }


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_decrypts_its_own_variables_only(resources: Resources, name: str) -> None:
    statement = _statements(resources, name)["DecryptOwnVariables"]
    function = f"{ARN}:lambda:us-east-1:{ACCOUNT}:function:{name}-pr-7"

    assert statement["Action"] == ["kms:Decrypt"]
    assert statement["Condition"] == {
        "StringEquals": {"kms:EncryptionContext:aws:lambda:FunctionArn": function}
    }


def test_the_key_decrypts_the_secrets_as_parameters_only(resources: Resources) -> None:
    statements = _statements(resources, "webhook-processor")
    prefix = f"{ARN}:ssm:us-east-1:{ACCOUNT}:parameter/market-pipelines/webhook-secret/"
    secrets = [f"{prefix}coinbase-pr-7", f"{prefix}kraken-pr-7"]

    assert statements["ReadSecrets"]["Resource"] == secrets
    assert statements["DecryptSecrets"]["Resource"] == [KEY]
    assert statements["DecryptSecrets"]["Condition"] == {
        "StringEquals": {"kms:EncryptionContext:PARAMETER_ARN": secrets}
    }


@pytest.mark.parametrize(
    ("name", "sid", "topic"),
    [
        ("webhook-processor", "AnnounceSuccess", "price-updates-success"),
        ("price-enricher", "AnnounceEnriched", "price-updates-success"),
        ("error-notifier", "NotifyOperations", "price-operations"),
    ],
    ids=FUNCTIONS,
)
def test_a_function_publishes_to_its_topic_only(
    resources: Resources, name: str, sid: str, topic: str
) -> None:
    publishing = [
        statement
        for statement in _statements(resources, name).values()
        if "sns:Publish" in statement["Action"]
    ]

    assert [statement["Sid"] for statement in publishing] == [sid]
    assert publishing[0]["Resource"] == [f"${{aws_sns_topic.{topic}-topic.arn}}"]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_role_carries_the_boundary_of_the_account(resources: Resources, name: str) -> None:
    role = resources["aws_iam_role"][f"{name}-role"]

    assert role["permissions_boundary"] == (
        f"{ARN}:iam::{ACCOUNT}:policy/market-pipelines-boundary"
    )


@pytest.mark.parametrize("name", FUNCTIONS)
def test_only_lambda_assumes_the_role_of_a_function(resources: Resources, name: str) -> None:
    role = resources["aws_iam_role"][f"{name}-role"]
    trust = json.loads(role["assume_role_policy"])["Statement"]

    assert role["name"] == f"{name}-role-pr-7"
    assert "inline_policy" not in role
    assert [statement["Principal"] for statement in trust] == [{"Service": "lambda.amazonaws.com"}]
    assert trust[0]["Condition"] == {"StringEquals": {"aws:SourceAccount": ACCOUNT}}


def test_only_alarms_of_this_environment_publish_to_the_operations_topic(
    resources: Resources,
) -> None:
    publishers = {
        name: [s for s in json.loads(each["policy"])["Statement"] if "sns:Publish" in s["Action"]]
        for name, each in resources["aws_sns_topic_policy"].items()
    }
    alarms = [
        f"{ARN}:cloudwatch:us-east-1:{ACCOUNT}:alarm:{alarm['alarm_name']}"
        for alarm in resources["aws_cloudwatch_metric_alarm"].values()
    ]

    assert publishers["price-updates-success-policy"] == []
    (statement,) = publishers["price-operations-policy"]
    assert statement["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    assert statement["Condition"]["StringEquals"] == {"aws:SourceAccount": ACCOUNT}
    assert sorted(statement["Condition"]["ArnEquals"]["aws:SourceArn"]) == sorted(alarms)


def test_all_data_at_rest_is_encrypted_with_the_one_key(resources: Resources) -> None:
    used = {
        "aws_sqs_queue": "kms_master_key_id",
        "aws_sns_topic": "kms_master_key_id",
        "aws_cloudwatch_log_group": "kms_key_id",
        "aws_lambda_function": "kms_key_arn",
    }
    keys = {each.get(key) for kind, key in used.items() for each in resources[kind].values()}
    table = resources["aws_dynamodb_table"]["crypto-prices-table"]

    assert keys == {KEY}
    assert table["server_side_encryption"]["kms_key_arn"] == KEY


def test_no_queue_may_redrive_into_a_dead_letter_queue(resources: Resources) -> None:
    allowed = {queue["redrive_allow_policy"] for queue in resources["aws_sqs_queue"].values()}

    assert allowed == {'{"redrivePermission":"denyAll"}'}


def test_json_has_the_form_that_aws_returns(resources: Resources) -> None:
    """Compact and with sorted keys, or every plan would show a change that is none."""
    written = [
        settings[key]
        for kind, key in (
            ("aws_sqs_queue", "redrive_allow_policy"),
            ("aws_iam_role", "assume_role_policy"),
            ("aws_iam_role_policy", "policy"),
            ("aws_sns_topic_policy", "policy"),
            ("aws_kms_key", "policy"),
            ("aws_cloudwatch_dashboard", "dashboard_body"),
        )
        for settings in resources[kind].values()
    ]

    assert len(written) > 10
    for text in written:
        assert json.dumps(json.loads(text), sort_keys=True, separators=(",", ":")) == text
