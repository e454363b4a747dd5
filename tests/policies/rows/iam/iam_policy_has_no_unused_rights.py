"""What proves iam_policy_has_no_unused_rights."""

from tests.policies.documents import REMOVED, Row, Rows
from tests.policies.statements import ACCOUNT, PARTITION, allow, document

ROLE_POLICY = "aws_iam_role_policy.worker"
POLICY = f"{ROLE_POLICY}.policy"
WORKER = "aws_lambda_function.worker"
MAPPING = "aws_lambda_event_source_mapping.mapping"
PARAMETER = f"{PARTITION}:ssm:us-east-1:{ACCOUNT}:parameter"
WANTED = "wanted rights on resources that the function uses"
ALL = (
    allow("logs:PutLogEvents", "${aws_cloudwatch_log_group.logs.arn}:*"),
    allow("sqs:SendMessage", "${aws_sqs_queue.dead.arn}"),
    allow("sns:Publish", "${aws_sns_topic.successes.arn}"),
    allow("kms:Decrypt", "${aws_kms_key.key.arn}"),
    allow("dynamodb:PutItem", "${aws_dynamodb_table.table.arn}"),
    allow("sqs:ReceiveMessage", "${aws_sqs_queue.source.arn}"),
    allow("dynamodb:ListStreams", "*"),
    allow("ssm:GetParameter", f"{PARAMETER}/secrets/kraken-dev"),
)


def _row(name: str, resource: str, shown: str) -> Row:
    statement = allow("sqs:SendMessage", resource)
    answer = f"found rights on {shown}, {WANTED}"
    return Row(name, {POLICY: document(*ALL, statement)}, {ROLE_POLICY: answer})


ROWS = Rows(
    resources={
        "aws_cloudwatch_log_group": {"logs": {"name": "/aws/lambda/worker-dev"}},
        "aws_dynamodb_table": {"table": {"name": "prices-dev"}, "other": {}},
        "aws_kms_key": {"key": {}},
        "aws_sns_topic": {"successes": {}},
        "aws_sqs_queue": {"dead": {}, "source": {}, "deadly": {}},
        "aws_iam_role": {"worker": {}},
        "aws_iam_role_policy": {
            "worker": {"role": "${aws_iam_role.worker.id}", "policy": document(*ALL)}
        },
        "aws_lambda_function": {
            "worker": {
                "dead_letter_config": {"target_arn": "${aws_sqs_queue.dead.arn}"},
                "environment": {
                    "variables": {
                        "SECRET_PARAMETER_PREFIX": "/secrets/",
                        "TABLE_NAME": "${aws_dynamodb_table.table.name}",
                    }
                },
                "kms_key_arn": "${aws_kms_key.key.arn}",
                "logging_config": {"log_group": "${aws_cloudwatch_log_group.logs.name}"},
                "role": "${aws_iam_role.worker.arn}",
            }
        },
        "aws_lambda_event_source_mapping": {
            "mapping": {
                "event_source_arn": "${aws_sqs_queue.source.arn}",
                "function_name": "${aws_lambda_function.worker.arn}",
            }
        },
        "aws_lambda_function_event_invoke_config": {
            "worker": {
                "destination_config": {
                    "on_success": {"destination": "${aws_sns_topic.successes.arn}"}
                },
                "function_name": "${aws_lambda_function.worker.function_name}",
            }
        },
    },
    compliant=(ROLE_POLICY,),
    table=(
        _row(
            "a table of another function",
            "${aws_dynamodb_table.other.arn}",
            "aws_dynamodb_table.other.arn",
        ),
        _row(
            "a queue whose name begins like its own",
            "${aws_sqs_queue.deadly.arn}",
            "aws_sqs_queue.deadly.arn",
        ),
        _row(
            "parameters that are none of its secrets",
            f"{PARAMETER}/settings/kraken-dev",
            "arn:<partition>:ssm:us-east-1:<account>:parameter/settings/kraken-dev",
        ),
        _row(
            "a queue of another stack",
            "arn:aws:sqs:us-east-1:123456789012:other-dev",
            "arn:<partition>:sqs:us-east-1:123456789012:other-dev",
        ),
        Row(
            "a queue that it reads no more",
            {MAPPING: {}},
            {ROLE_POLICY: f"found rights on aws_sqs_queue.source.arn, {WANTED}"},
        ),
        Row(
            "a table that no variable names any more",
            {f"{WORKER}.environment": REMOVED},
            {
                ROLE_POLICY: "found rights on"
                " arn:<partition>:ssm:us-east-1:<account>:parameter/secrets/kraken-dev,"
                f" {WANTED}"
            },
        ),
        Row(
            "a role of nobody",
            {f"{WORKER}.role": REMOVED, POLICY: document(ALL[0])},
            {ROLE_POLICY: f"found rights on aws_cloudwatch_log_group.logs.arn:*, {WANTED}"},
        ),
        Row(
            "no document",
            {POLICY: REMOVED},
            {ROLE_POLICY: "found no policy, wanted a policy document"},
        ),
        Row(
            "a document from elsewhere",
            {POLICY: "${var.policy}"},
            {
                ROLE_POLICY: "undecided: policy: the expression ${var.policy}"
                " is not a readable document"
            },
        ),
        Row("another kind of policy", {"aws_sns_topic_policy.topic": {"policy": document()}}),
    ),
)
