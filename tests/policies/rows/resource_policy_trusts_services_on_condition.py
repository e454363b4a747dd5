"""What proves resource_policy_trusts_services_on_condition."""

from typing import Any

from tests.policies.documents import REMOVED, Row, Rows
from tests.policies.statements import ACCOUNT, ROOT, allow, document

TOPIC, QUEUE = "aws_sns_topic_policy.topic", "aws_sqs_queue_policy.queue"
KEY = "aws_kms_key.key"
CLOUDWATCH = {"Service": "cloudwatch.amazonaws.com"}
WANTED = "wanted a condition on what it acts for"
ALARM = "arn:aws:cloudwatch:us-east-1:123456789012:alarm:errors-dev"


def _publish(operator: str = "", key: str = "", value: object = "") -> dict[str, Any]:
    condition = {operator: {key: value}} if operator else None
    return allow("sns:Publish", principal=CLOUDWATCH, condition=condition)


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
            f"found cloudwatch.amazonaws.com without a condition, {WANTED}",
        ),
        _row(
            "a condition on something else",
            _publish("Bool", "aws:SecureTransport", "true"),
            f"found cloudwatch.amazonaws.com without a condition, {WANTED}",
        ),
        _row(
            "a condition that everything meets",
            _publish("ArnLike", "aws:SourceArn", ["*"]),
            f"found cloudwatch.amazonaws.com without a condition, {WANTED}",
        ),
        _row(
            "a condition that holds where nobody says for whom",
            _publish("StringEqualsIfExists", "aws:SourceAccount", ACCOUNT),
            f"found cloudwatch.amazonaws.com without a condition, {WANTED}",
        ),
        Row(
            "for the sake of the account",
            {f"{TOPIC}.policy": document(_publish("StringEquals", "aws:SourceAccount", ACCOUNT))},
        ),
        _row(
            "everybody",
            allow("sns:Publish", principal="*"),
            "found trust in *, wanted the account, a role of it or a service",
        ),
        _row(
            "another account",
            allow("sns:Publish", principal={"AWS": "210987654321"}),
            "found trust in 210987654321, wanted the account, a role of it or a service",
        ),
        _row(
            "nobody",
            allow("sns:Publish"),
            "found a statement for nobody, wanted a principal",
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
            {
                "aws_sns_topic.topic": "found cloudwatch.amazonaws.com without a condition,"
                f" {WANTED}"
            },
        ),
        Row(
            "no document",
            {f"{KEY}.policy": REMOVED},
            {KEY: "found no policy, wanted a policy document"},
        ),
        Row(
            "a document from elsewhere",
            {f"{KEY}.policy": "${var.policy}"},
            {
                KEY: "undecided: policy: the expression ${var.policy}"
                " is no document that can be read"
            },
        ),
        Row("a policy of a role", {"aws_iam_role_policy.role": {"policy": document()}}),
    ),
)
