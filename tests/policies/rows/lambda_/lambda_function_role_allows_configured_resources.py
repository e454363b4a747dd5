"""What proves lambda_function_role_allows_configured_resources."""

from tests.policies.documents import REMOVED, Row, Rows
from tests.policies.statements import allow, document

WORKER = "aws_lambda_function.worker"
ROLE_POLICY = "aws_iam_role_policy.worker"
POLICY = f"{ROLE_POLICY}.policy"
VARIABLES = f"{WORKER}.environment.variables"
WANTED = "wanted the right for aws_iam_role.worker"
PUBLISH = allow("sns:Publish", "${aws_sns_topic.topic.arn}")
PUT = allow("dynamodb:PutItem", "${aws_dynamodb_table.table.arn}")
SEND = allow("sqs:SendMessage", "${aws_sqs_queue.queue.arn}")
NO_PUBLISH = f"found no sns:Publish on aws_sns_topic.topic, which TOPIC_ARN names, {WANTED}"


def _row(name: str, statements: list[object], answer: str) -> Row:
    return Row(name, {POLICY: document(*statements)}, {WORKER: answer})


ROWS = Rows(
    resources={
        "aws_dynamodb_table": {"table": {"name": "prices-dev"}},
        "aws_sns_topic": {"topic": {}},
        "aws_sqs_queue": {"queue": {}},
        "aws_iam_role": {"worker": {}},
        "aws_iam_role_policy": {
            "worker": {"role": "${aws_iam_role.worker.id}", "policy": document(PUBLISH, PUT, SEND)}
        },
        "aws_lambda_function": {
            "worker": {
                "environment": {
                    "variables": {
                        "LEVEL": "INFO",
                        "QUEUE_URL": "${aws_sqs_queue.queue.url}",
                        "TABLE_NAME": "${aws_dynamodb_table.table.name}",
                        "TOPIC_ARN": "${aws_sns_topic.topic.arn}",
                    }
                },
                "role": "${aws_iam_role.worker.arn}",
            }
        },
    },
    compliant=(WORKER,),
    table=(
        _row("a topic that it cannot publish to", [PUT, SEND], NO_PUBLISH),
        _row(
            "a table that it cannot use",
            [PUBLISH, SEND],
            f"found no dynamodb: on aws_dynamodb_table.table, which TABLE_NAME names, {WANTED}",
        ),
        _row(
            "a queue that it can only read",
            [PUBLISH, PUT, allow("sqs:ReceiveMessage", "${aws_sqs_queue.queue.arn}")],
            f"found no sqs:SendMessage on aws_sqs_queue.queue, which QUEUE_URL names, {WANTED}",
        ),
        _row("a denial", [{**PUBLISH, "Effect": "Deny"}, PUT, SEND], NO_PUBLISH),
        _row(
            "a right on a condition",
            [{**PUBLISH, "Condition": {"Bool": {"aws:ViaAWSService": "true"}}}, PUT, SEND],
            NO_PUBLISH,
        ),
        Row(
            "the arn of a queue, which no SDK takes",
            {f"{VARIABLES}.QUEUE_URL": "${aws_sqs_queue.queue.arn}"},
            {WORKER: "found QUEUE_URL = aws_sqs_queue.queue.arn, wanted its url"},
        ),
        Row(
            "a topic that no variable names",
            {f"{VARIABLES}.TOPIC_ARN": REMOVED, POLICY: document(PUT, SEND)},
        ),
        Row(
            "a resource of another kind",
            {f"{VARIABLES}.GROUP": "${aws_cloudwatch_log_group.group.name}"},
        ),
        Row("no variable with a resource", {VARIABLES: {"LEVEL": "INFO"}}, {WORKER: None}),
        Row(
            "no document", {POLICY: REMOVED}, {WORKER: "found no policy, wanted a policy document"}
        ),
        Row(
            "a document from elsewhere",
            {POLICY: "${var.policy}"},
            {WORKER: "undecided: policy: the expression ${var.policy} is not a readable document"},
        ),
        Row("no role", {f"{WORKER}.role": REMOVED}, {WORKER: None}),
    ),
)
