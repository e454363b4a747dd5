"""What proves cloudwatch_alarm_notifies_operations."""

from tests.policies.alarms import ALARMS
from tests.policies.documents import REMOVED, Row, Rows

ALARM, TOPIC = f"{ALARMS}.errors", "aws_sns_topic.operations"
BEGIN, END = f"{ALARM}.alarm_actions", f"{ALARM}.ok_actions"
OPERATIONS = "${aws_sns_topic.operations.arn}"
WANTED = "wanted the arn of the topic <name>-operations-dev of this stack"
UNHEARD = f"(the alarm changes its state, and nobody is notified), {WANTED}"

ROWS = Rows(
    resources={
        "aws_sns_topic": {
            "operations": {"name": "price-operations-dev"},
            "updates": {"name": "price-updates-dev"},
        },
        ALARMS: {"errors": {"alarm_actions": [OPERATIONS], "ok_actions": [OPERATIONS]}},
    },
    compliant=(ALARM,),
    table=(
        Row("nobody", {BEGIN: REMOVED}, {ALARM: f"found no alarm_actions {UNHEARD}"}),
        Row("an empty list", {BEGIN: []}, {ALARM: f"found no alarm_actions {UNHEARD}"}),
        Row("no end", {END: REMOVED}, {ALARM: f"found no ok_actions {UNHEARD}"}),
        Row(
            "subscribers of prices",
            {BEGIN: ["${aws_sns_topic.updates.arn}"]},
            {ALARM: f"found alarm_actions = aws_sns_topic.updates.arn, {WANTED}"},
        ),
        Row(
            "somebody else, too",
            {BEGIN: [OPERATIONS, "${aws_sns_topic.updates.arn}"]},
            {
                ALARM: "found alarm_actions ="
                f" aws_sns_topic.operations.arn, aws_sns_topic.updates.arn, {WANTED}"
            },
        ),
        Row(
            "a topic by its literal arn",
            {BEGIN: ["arn:aws:sns:us-east-1:123456789012:price-operations-dev"]},
            {
                ALARM: "found alarm_actions ="
                f' "arn:aws:sns:us-east-1:123456789012:price-operations-dev", {WANTED}'
            },
        ),
        Row(
            "switched off",
            {f"{ALARM}.actions_enabled": False},
            {ALARM: "found actions_enabled = false, wanted true"},
        ),
        Row("switched on", {f"{ALARM}.actions_enabled": "true"}),
        Row(
            "a topic of another stack",
            {BEGIN: ["${aws_sns_topic.elsewhere.arn}"]},
            {
                ALARM: "undecided: alarm_actions is an unknown value"
                " (aws_sns_topic.elsewhere.arn refers outside the stack)"
            },
        ),
        Row(
            "topics that are decided elsewhere",
            {BEGIN: "${var.topics}"},
            {
                ALARM: "undecided: alarm_actions is an unknown value"
                " (the expression ${var.topics} is more than strings and references)"
            },
        ),
        Row("another kind of resource", {"aws_sqs_queue.plain": {}}),
    ),
)
