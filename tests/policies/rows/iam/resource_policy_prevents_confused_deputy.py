"""What proves resource_policy_prevents_confused_deputy."""

from typing import Any

from tests.policies.documents import REMOVED, Row, Rows
from tests.policies.statements import ACCOUNT, PARTITION, ROOT, allow, document

TOPIC, QUEUE = "aws_sns_topic_policy.topic", "aws_sqs_queue_policy.queue"
KEY = "aws_kms_key.key"
CLOUDWATCH = {"Service": "cloudwatch.amazonaws.com"}
WANTED = "wanted a condition with a resource of the account"
ROLE = f"{PARTITION}:iam::{ACCOUNT}:role/market-pipelines-deploy"
ALARM = f"{PARTITION}:cloudwatch:us-east-1:{ACCOUNT}:alarm:errors-dev"


def _publish(operator: str = "", key: str = "", value: object = "") -> dict[str, Any]:
    condition = {operator: {key: value}} if operator else None
    return allow("sns:Publish", principal=CLOUDWATCH, condition=condition)


def _by(role: object, account: str) -> dict[str, Any]:
    """A statement for whoever is one of these roles and of that account."""
    condition = {
        "ArnEquals": {"aws:PrincipalArn": role},
        "StringEquals": {"aws:PrincipalAccount": account},
    }
    return allow("kms:DescribeKey", principal={"AWS": "*"}, condition=condition)


def _row(name: str, statement: object, answer: str) -> Row:
    return Row(name, {f"{TOPIC}.policy": document(statement)}, {TOPIC: answer})


ROWS = Rows(
    resources={
        "aws_kms_key": {"key": {"policy": document(allow("kms:*", principal={"AWS": ROOT}))}},
        "aws_sns_topic": {"topic": {}},
        "aws_sns_topic_policy": {
            "topic": {"policy": document(_publish("ArnEquals", "aws:SourceArn", [ALARM]))}
        },
        "aws_sqs_queue_policy": {
            "queue": {
                "policy": document(
                    allow("sqs:SendMessage", principal={"AWS": "${aws_iam_role.worker.arn}"})
                )
            }
        },
    },
    compliant=(TOPIC, QUEUE, KEY),
    table=(
        _row(
            "no condition",
            _publish(),
            f"found cloudwatch.amazonaws.com for anybody, {WANTED}",
        ),
        _row(
            "a condition on something else",
            _publish("Bool", "aws:SecureTransport", "true"),
            f"found cloudwatch.amazonaws.com for anybody, {WANTED}",
        ),
        _row(
            "a condition that everything meets",
            _publish("ArnLike", "aws:SourceArn", ["*"]),
            f"found cloudwatch.amazonaws.com for *, {WANTED}",
        ),
        _row(
            "the alarms of every account",
            _publish("ArnLike", "aws:SourceArn", [ALARM, "arn:aws:cloudwatch:*:*:alarm:*"]),
            "found cloudwatch.amazonaws.com for arn:<partition>:cloudwatch:*:*:alarm:*,"
            f" arn:<partition>:cloudwatch:us-east-1:<account>:alarm:errors-dev, {WANTED}",
        ),
        _row(
            "a service for another account",
            _publish("StringEquals", "aws:SourceAccount", "210987654321"),
            f"found cloudwatch.amazonaws.com for 210987654321, {WANTED}",
        ),
        Row(
            "an alarm by reference",
            {
                f"{TOPIC}.policy": document(
                    _publish(
                        "ArnEquals", "aws:SourceArn", "${aws_cloudwatch_metric_alarm.errors.arn}"
                    )
                )
            },
        ),
        _row(
            "a condition that holds where nobody says for whom",
            _publish("StringEqualsIfExists", "aws:SourceAccount", ACCOUNT),
            f"found cloudwatch.amazonaws.com for anybody, {WANTED}",
        ),
        Row(
            "for the sake of the account",
            {f"{TOPIC}.policy": document(_publish("StringEquals", "aws:SourceAccount", ACCOUNT))},
        ),
        _row(
            "everybody",
            allow("sns:Publish", principal="*"),
            "found trust in *, wanted the account, one of its roles or a service",
        ),
        _row(
            "another account",
            allow("sns:Publish", principal={"AWS": "210987654321"}),
            "found trust in 210987654321, wanted the account, one of its roles or a service",
        ),
        _row(
            "nobody",
            allow("sns:Publish"),
            "found a statement without a principal, wanted a principal",
        ),
        Row(
            "a denial for everybody",
            {
                f"{TOPIC}.policy": document(
                    _publish("ArnEquals", "aws:SourceArn", [ALARM]),
                    {**allow("sns:Publish", principal="*"), "Effect": "Deny"},
                )
            },
        ),
        Row(
            "a policy within a topic",
            {"aws_sns_topic.topic.policy": document(_publish())},
            {"aws_sns_topic.topic": f"found cloudwatch.amazonaws.com for anybody, {WANTED}"},
        ),
        Row(
            "no document",
            {f"{KEY}.policy": REMOVED},
            {KEY: "found no policy, wanted a policy document"},
        ),
        Row(
            "a document from elsewhere",
            {f"{KEY}.policy": "${var.policy}"},
            {KEY: "undecided: policy: the expression ${var.policy} is not a readable document"},
        ),
        Row("a policy of a role", {"aws_iam_role_policy.role": {"policy": document()}}),
    ),
)
