"""What proves lambda_function_role_allows_its_integrations."""

from typing import Any

from tests.policies.documents import REMOVED, Row, Rows
from tests.policies.statements import allow, document

WORKER = "aws_lambda_function.worker"
POLICY = "aws_iam_role_policy.worker.policy"
MAPPING = "aws_lambda_event_source_mapping.mapping"
CONFIG = "aws_lambda_function_event_invoke_config.worker"
READING = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]
STREAMING = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"]
LOG = allow(["logs:CreateLogStream", "logs:PutLogEvents"], "${aws_cloudwatch_log_group.logs.arn}:*")
SEND = allow("sqs:SendMessage", "${aws_sqs_queue.dead.arn}")
FROM_QUEUE = {
    "function_name": "${aws_lambda_function.worker.arn}",
    "event_source_arn": "${aws_sqs_queue.source.arn}",
}
FROM_STREAM = {**FROM_QUEUE, "event_source_arn": "${aws_dynamodb_table.table.stream_arn}"}
ROLE = "for aws_iam_role.worker, wanted the right"


def _row(name: str, change: dict[str, Any], statements: list[object], answer: str) -> Row:
    return Row(name, {**change, POLICY: document(*statements)}, {WORKER: answer})


ROWS = Rows(
    resources={
        "aws_cloudwatch_log_group": {"logs": {"name": "/aws/lambda/worker-dev"}},
        "aws_dynamodb_table": {"table": {}},
        "aws_iam_role": {"worker": {}},
        "aws_iam_role_policy": {
            "worker": {"role": "${aws_iam_role.worker.id}", "policy": document(LOG, SEND)}
        },
        "aws_sns_topic": {"successes": {}},
        "aws_sqs_queue": {"dead": {}, "source": {}},
        "aws_lambda_function": {
            "worker": {
                "function_name": "worker-dev",
                "dead_letter_config": {"target_arn": "${aws_sqs_queue.dead.arn}"},
                "logging_config": {"log_group": "${aws_cloudwatch_log_group.logs.name}"},
                "role": "${aws_iam_role.worker.arn}",
            }
        },
    },
    compliant=(WORKER,),
    table=(
        _row(
            "no logs",
            {},
            [SEND],
            f"found no logs:CreateLogStream on aws_cloudwatch_log_group.logs.arn:* {ROLE}",
        ),
        _row(
            "no dead letters",
            {},
            [LOG],
            f"found no sqs:SendMessage on aws_sqs_queue.dead.arn {ROLE}",
        ),
        _row(
            "dead letters to another queue",
            {},
            [LOG, allow("sqs:SendMessage", "${aws_sqs_queue.source.arn}")],
            f"found no sqs:SendMessage on aws_sqs_queue.dead.arn {ROLE}",
        ),
        _row(
            "dead letters on a condition",
            {},
            [LOG, {**SEND, "Condition": {"Bool": {"aws:SecureTransport": "true"}}}],
            f"found no sqs:SendMessage on aws_sqs_queue.dead.arn {ROLE}",
        ),
        _row(
            "dead letters denied",
            {},
            [LOG, {**SEND, "Effect": "Deny"}],
            f"found no sqs:SendMessage on aws_sqs_queue.dead.arn {ROLE}",
        ),
        _row(
            "a queue that it cannot read",
            {MAPPING: FROM_QUEUE},
            [LOG, SEND],
            f"found no sqs:DeleteMessage on aws_sqs_queue.source.arn {ROLE}",
        ),
        Row(
            "a queue that it can read",
            {
                MAPPING: FROM_QUEUE,
                POLICY: document(LOG, SEND, allow(READING, "${aws_sqs_queue.source.arn}")),
            },
        ),
        _row(
            "streams that it cannot list",
            {MAPPING: FROM_STREAM},
            [LOG, SEND, allow(STREAMING, "${aws_dynamodb_table.table.stream_arn}")],
            f"found no dynamodb:ListStreams on * {ROLE}",
        ),
        _row(
            "successes that it cannot publish",
            {
                CONFIG: {
                    "function_name": "${aws_lambda_function.worker.function_name}",
                    "destination_config": {
                        "on_success": {"destination": "${aws_sns_topic.successes.arn}"}
                    },
                }
            },
            [LOG, SEND],
            f"found no sns:Publish on aws_sns_topic.successes.arn {ROLE}",
        ),
        Row(
            "a role of another stack",
            {f"{WORKER}.role": "arn:aws:iam::123456789012:role/worker"},
            {
                WORKER: 'found role = "arn:aws:iam::123456789012:role/worker",'
                " wanted an aws_iam_role of this stack"
            },
        ),
        Row(
            "no document",
            {POLICY: REMOVED},
            {WORKER: "found no policy, wanted a policy document"},
        ),
        Row(
            "a document from elsewhere",
            {POLICY: '${file("policy.json")}'},
            {
                WORKER: 'undecided: policy: the expression ${file("policy.json")}'
                " is not a readable document"
            },
        ),
        Row("a role of nobody", {"aws_iam_role.other": {}}),
    ),
)
