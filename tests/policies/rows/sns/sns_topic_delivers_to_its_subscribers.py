"""What proves sns_topic_delivers_to_its_subscribers."""

from tests.policies.documents import REMOVED, Row, Rows
from tests.policies.statements import ACCOUNT, PARTITION

TOPIC, NEWS = "aws_sns_topic.alerts", "aws_sns_topic_subscription.news"
CALL = "aws_sns_topic_subscription.call"
PERMISSION = "aws_lambda_permission.alerts"
WANTED = (
    "wanted email to an address, lambda to a function of this stack, or sqs to another queue of the"
    " account"
)
THEIRS = f"{PARTITION}:sqs:us-east-1:{ACCOUNT}:"
STATUS = '{"responsePayload": {"status": ["accepted"]}}'
ALERTS = "${aws_sns_topic.alerts.arn}"


def _filtered(name: str, rule: str) -> Row:
    said = rule.replace('"', '\\"')
    found = f'found {NEWS}.filter_policy = "{said}", wanted an object of lists'
    return Row(name, {f"{NEWS}.filter_policy": rule}, {TOPIC: found})


ALARM = {"aws_cloudwatch_metric_alarm.errors": {"alarm_actions": [ALERTS], "ok_actions": [ALERTS]}}
BODY = {f"{NEWS}.filter_policy_scope": "MessageBody"}
TOLD = "wanted a filter of the message body that lets every change from and to ALARM through"
BEGINS, IS_OVER = '{"NewStateValue": ["ALARM"]}', '{"OldStateValue": ["ALARM"]}'
OTHER = '{"NewStateValue": [{"exists": false}]}'


def _alarmed(name: str, rule: str, lost: str = "") -> Row:
    found = {TOPIC: f"found {NEWS} drops {lost}, {TOLD}"} if lost else {}
    return Row(name, {**ALARM, **BODY, f"{NEWS}.filter_policy": rule}, found)


ROWS = Rows(
    resources={
        "aws_sns_topic": {"alerts": {"name": "alerts-dev"}},
        "aws_lambda_function": {"worker": {"function_name": "worker-dev"}},
        "aws_lambda_permission": {
            "alerts": {
                "function_name": "${aws_lambda_function.worker.function_name}",
                "source_arn": ALERTS,
            }
        },
        "aws_sns_topic_subscription": {
            "news": {"topic_arn": ALERTS, "protocol": "email", "endpoint": "ops@example.org"},
            "call": {
                "topic_arn": ALERTS,
                "protocol": "lambda",
                "endpoint": "${aws_lambda_function.worker.arn}",
            },
        },
    },
    compliant=(TOPIC,),
    table=(
        Row(
            "a mailbox that is none",
            {f"{NEWS}.endpoint": "operations"},
            {TOPIC: f'found {NEWS} by "email" to "operations", {WANTED}'},
        ),
        Row(
            "in plain text over the internet",
            {f"{NEWS}.protocol": "http", f"{NEWS}.endpoint": "http://example.org"},
            {TOPIC: f'found {NEWS} by "http" to "http://example.org", {WANTED}'},
        ),
        Row(
            "a queue whose key SNS may not use",
            {
                f"{NEWS}.protocol": "sqs",
                f"{NEWS}.endpoint": "${aws_sqs_queue.later.arn}",
                "aws_sqs_queue.later": {},
            },
            {TOPIC: f'found {NEWS} by "sqs" to aws_sqs_queue.later.arn, {WANTED}'},
        ),
        Row(
            "a queue of another team in the account",
            {f"{NEWS}.protocol": "sqs", f"{NEWS}.endpoint": f"{THEIRS}research-dev"},
        ),
        Row(
            "a queue of the stack by its name",
            {
                f"{NEWS}.protocol": "sqs",
                f"{NEWS}.endpoint": f"{THEIRS}later-dev",
                "aws_sqs_queue.later": {"name": "later-dev"},
            },
            {
                TOPIC: f"undecided: {NEWS}.endpoint: data.aws_partition.here.partition refers"
                " outside the stack"
            },
        ),
        Row(
            "a queue of another account",
            {
                f"{NEWS}.protocol": "sqs",
                f"{NEWS}.endpoint": "arn:aws:sqs:us-east-1:111122223333:research",
            },
            {
                TOPIC: f"found {NEWS} to arn:<partition>:sqs:us-east-1:111122223333:research,"
                f" {WANTED}"
            },
        ),
        Row(
            "a function that does not let the topic in",
            {PERMISSION: REMOVED},
            {
                TOPIC: f"found {CALL} to aws_lambda_function.worker.arn, which accepts no"
                f" messages of {TOPIC}, wanted an aws_lambda_permission with the topic as"
                " source_arn"
            },
        ),
        Row(
            "a function that lets another topic in",
            {f"{PERMISSION}.source_arn": "${aws_sns_topic.other.arn}", "aws_sns_topic.other": {}},
            {
                TOPIC: f"found {CALL} to aws_lambda_function.worker.arn, which accepts no"
                f" messages of {TOPIC}, wanted an aws_lambda_permission with the topic as"
                " source_arn",
                "aws_sns_topic.other": "compliant",
            },
        ),
        Row("some messages only", {f"{NEWS}.filter_policy": '{"status": ["accepted"]}'}),
        Row(
            "some messages only, by what they hold",
            {f"{NEWS}.filter_policy": STATUS, f"{NEWS}.filter_policy_scope": "MessageBody"},
        ),
        _filtered("an attribute that cannot hold an object", STATUS),
        _filtered("a word that is no list", '{"status": "accepted"}'),
        _filtered("nothing is let through", '{"status": []}'),
        _filtered("no object", "accepted"),
        Row(
            "a filter that is decided elsewhere",
            {f"{NEWS}.filter_policy": "${var.filter}"},
            {
                TOPIC: f"undecided: {NEWS}.filter_policy is an unknown value (the expression"
                " ${var.filter} is more than strings and references), its scope nothing"
            },
        ),
        Row(
            "an address that is decided elsewhere",
            {f"{NEWS}.endpoint": "${var.address}"},
            {
                TOPIC: f"undecided: {NEWS}.endpoint:"
                " the expression ${var.address} is more than strings and references"
            },
        ),
        _alarmed("alarms and all else", f'{{"$or": [{BEGINS}, {IS_OVER}, {OTHER}]}}'),
        _alarmed("no end of an alarm", f'{{"$or": [{BEGINS}, {OTHER}]}}', "an alarm that is over"),
        _alarmed(
            "no begin of an alarm", f'{{"$or": [{IS_OVER}, {OTHER}]}}', "an alarm that begins"
        ),
        _alarmed(
            "alarms only", f'{{"$or": [{BEGINS}, {IS_OVER}]}}', "messages that are of no alarm"
        ),
        Row(
            "an empty choice",
            {**ALARM, **BODY, f"{NEWS}.filter_policy": f'{{"$or": [{{}}, {BEGINS}]}}'},
            {TOPIC: f"undecided: {NEWS}.filter_policy has the operator of nothing"},
        ),
        Row(
            "alarms by an attribute that they lack",
            {**ALARM, f"{NEWS}.filter_policy": BEGINS},
            {TOPIC: f"found {NEWS} filters by attributes, which alarms do not have, {TOLD}"},
        ),
        Row(
            "alarms by an operator that is not evaluated",
            {**ALARM, **BODY, f"{NEWS}.filter_policy": '{"NewStateValue": [{"prefix": "A"}]}'},
            {TOPIC: f"undecided: {NEWS}.filter_policy has the operator prefix"},
        ),
        Row("nobody has subscribed", {NEWS: REMOVED, CALL: REMOVED}),
    ),
)
