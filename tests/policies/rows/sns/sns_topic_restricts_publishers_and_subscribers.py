"""What proves sns_topic_restricts_publishers_and_subscribers."""

import json
from typing import Any

from tests.policies.alarms import ALARMS
from tests.policies.documents import REMOVED, Row, Rows

TOPIC, POLICY = "aws_sns_topic.operations", "aws_sns_topic_policy.operations"
DOCUMENT = f"{POLICY}.policy"
ACCOUNT = "${data.aws_caller_identity.current.account_id}"
HERE = "arn:${data.aws_partition.here.partition}"
ARN = "${aws_sns_topic.operations.arn}"
ALARM = f"{HERE}:cloudwatch:us-east-1:{ACCOUNT}:alarm:errors-dev"
SUBSCRIBE: dict[str, Any] = {
    "Effect": "Allow",
    "Principal": {"AWS": f"{HERE}:iam::{ACCOUNT}:root"},
    "Action": ["sns:Subscribe"],
    "Resource": [ARN],
}
CONDITION = {"ArnEquals": {"aws:SourceArn": ALARM}, "StringEquals": {"aws:SourceAccount": ACCOUNT}}
PUBLISH: dict[str, Any] = {
    "Effect": "Allow",
    "Principal": {"Service": "cloudwatch.amazonaws.com"},
    "Action": "sns:Publish",
    "Resource": ARN,
    "Condition": CONDITION,
}
RIGHT = (
    "Allow, if aws:SourceAccount StringEquals <account>, if aws:SourceArn ArnEquals"
    " arn:<partition>:cloudwatch:us-east-1:<account>:alarm:errors-dev,"
    " on aws_sns_topic.operations.arn, sns:Publish"
)


def _policy(*statements: object) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def _subscribe(account: str) -> dict[str, Any]:
    return {**SUBSCRIBE, "Principal": {"AWS": account}}


def _row(name: str, statements: list[object], answer: str) -> Row:
    return Row(name, {DOCUMENT: _policy(*statements)}, {TOPIC: answer})


ROWS = Rows(
    resources={
        "aws_sns_topic": {"operations": {}},
        "aws_sns_topic_policy": {"operations": {"arn": ARN, "policy": _policy(SUBSCRIBE, PUBLISH)}},
        ALARMS: {"errors": {"alarm_name": "errors-dev", "ok_actions": [ARN]}},
    },
    compliant=(TOPIC,),
    table=(
        Row(
            "the account by an arn without a reference to the partition",
            {DOCUMENT: _policy(_subscribe(f"arn:aws:iam::{ACCOUNT}:root"), PUBLISH)},
        ),
        Row("the account by its id", {DOCUMENT: _policy(_subscribe(ACCOUNT), PUBLISH)}),
        Row(
            "no policy",
            {POLICY: REMOVED},
            {
                TOPIC: "found 0 policies of the topic (SNS allows the account's principals"
                " everything and no alarm to publish), wanted one"
            },
        ),
        Row(
            "a policy within the topic",
            {f"{TOPIC}.policy": _policy(SUBSCRIBE)},
            {TOPIC: "found a policy within the topic, wanted an aws_sns_topic_policy of its own"},
        ),
        _row(
            "no alarm may publish",
            [SUBSCRIBE],
            f"found for cloudwatch.amazonaws.com: nothing, wanted {RIGHT}",
        ),
        _row(
            "alarms of any account",
            [SUBSCRIBE, {**PUBLISH, "Condition": {"ArnEquals": {"aws:SourceArn": ALARM}}}],
            "found for cloudwatch.amazonaws.com: nothing,"
            " wanted if aws:SourceAccount StringEquals <account>",
        ),
        _row(
            "everybody subscribes",
            [{**SUBSCRIBE, "Principal": "*"}, PUBLISH],
            "found for *: Allow, on aws_sns_topic.operations.arn, sns:Subscribe,"
            " wanted nothing more",
        ),
        _row(
            "the account publishes",
            [{**SUBSCRIBE, "Action": ["sns:Subscribe", "sns:Publish"]}, PUBLISH],
            "found for arn:<partition>:iam::<account>:root: sns:Publish, wanted nothing more",
        ),
        Row(
            "an alarm that notifies somebody else",
            {f"{ALARMS}.errors.ok_actions": []},
            {TOPIC: f"found for cloudwatch.amazonaws.com: {RIGHT}, wanted nothing more"},
        ),
        Row(
            "an alarm without a name",
            {f"{ALARMS}.errors.alarm_name": REMOVED},
            {
                TOPIC: f"undecided: the alarms of the topic are unknown: alarm_name of"
                f" {ALARMS}.errors is nothing"
            },
        ),
        Row(
            "a policy of a topic of another stack",
            {f"{POLICY}.arn": "arn:aws:sns:us-east-1:123456789012:other-dev"},
            {
                POLICY: 'found a policy of "arn:aws:sns:us-east-1:123456789012:other-dev",'
                " wanted one of a topic of this stack",
                TOPIC: "found 0 policies of the topic (SNS allows the account's principals"
                " everything and no alarm to publish), wanted one",
            },
        ),
        Row("no topic", {TOPIC: REMOVED, POLICY: REMOVED}, {TOPIC: None}),
    ),
)
