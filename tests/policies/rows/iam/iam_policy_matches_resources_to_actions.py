"""What proves iam_policy_matches_resources_to_actions."""

from tests.policies.documents import REMOVED, Row, Rows
from tests.policies.statements import ACCOUNT, PARTITION, allow, document

ROLE_POLICY = "aws_iam_role_policy.worker"
POLICY = f"{ROLE_POLICY}.policy"
QUEUE, STREAM = "${aws_sqs_queue.queue.arn}", "${aws_dynamodb_table.table.stream_arn}"
PARAMETER = f"{PARTITION}:ssm:us-east-1:{ACCOUNT}:parameter/secret/kraken"


def _row(name: str, statement: object, answer: str) -> Row:
    return Row(name, {POLICY: document(statement)}, {ROLE_POLICY: answer})


ROWS = Rows(
    resources={
        "aws_iam_role_policy": {
            "worker": {
                "policy": document(
                    allow("sqs:SendMessage", QUEUE),
                    allow(["dynamodb:GetRecords"], [STREAM]),
                    allow("dynamodb:ListStreams", "*"),
                    allow("logs:PutLogEvents", "${aws_cloudwatch_log_group.logs.arn}:*"),
                    allow("ssm:GetParameter", f"{PARAMETER}-dev"),
                )
            }
        }
    },
    compliant=(ROLE_POLICY,),
    table=(
        _row(
            "every queue",
            allow("sqs:SendMessage", "*"),
            "found sqs:SendMessage on *, wanted aws_sqs_queue.NAME.arn",
        ),
        _row(
            "a wildcard hidden in a list",
            allow("sqs:SendMessage", [QUEUE, "*"]),
            "found sqs:SendMessage on *, wanted aws_sqs_queue.NAME.arn",
        ),
        _row(
            "queues by a pattern",
            allow("sqs:SendMessage", f"{PARTITION}:sqs:us-east-1:{ACCOUNT}:*-dev"),
            "found sqs:SendMessage on arn:<partition>:sqs:us-east-1:<account>:*-dev,"
            " wanted aws_sqs_queue.NAME.arn",
        ),
        _row(
            "something that is no queue",
            allow("sqs:SendMessage", STREAM),
            "found sqs:SendMessage on aws_dynamodb_table.table.stream_arn,"
            " wanted aws_sqs_queue.NAME.arn",
        ),
        _row(
            "the table instead of its stream",
            allow("dynamodb:GetRecords", "${aws_dynamodb_table.table.arn}"),
            "found dynamodb:GetRecords on aws_dynamodb_table.table.arn,"
            " wanted aws_dynamodb_table.NAME.stream_arn",
        ),
        _row(
            "a listing beside another right",
            allow(["dynamodb:ListStreams", "dynamodb:GetRecords"], "*"),
            "found dynamodb:GetRecords on *, wanted aws_dynamodb_table.NAME.stream_arn",
        ),
        _row(
            "a listing of one stream, which is no right",
            allow("dynamodb:ListStreams", STREAM),
            "found Allow, dynamodb:ListStreams, on aws_dynamodb_table.table.stream_arn,"
            " wanted dynamodb:ListStreams on * alone",
        ),
        _row(
            "a secret of another environment",
            allow("ssm:GetParameter", f"{PARAMETER}-prod"),
            "found ssm:GetParameter on"
            " arn:<partition>:ssm:us-east-1:<account>:parameter/secret/kraken-prod, wanted"
            " arn:<partition>:ssm:us-east-1:<account>:parameter/NAME-dev",
        ),
        _row(
            "no resource",
            allow("sqs:SendMessage", None),
            "found sqs:SendMessage on nothing, wanted aws_sqs_queue.NAME.arn",
        ),
        _row(
            "an action that nobody described",
            allow("s3:GetObject", "*"),
            "undecided: the resource type of s3:GetObject is unknown; add the action to"
            " policies/aws/actions.py",
        ),
        Row("another's concern", {POLICY: document(allow("sqs:*", "*"))}),
        Row(
            "a resource decided elsewhere",
            {POLICY: document(allow("sqs:SendMessage", "${var.queue}"))},
            {
                ROLE_POLICY: "undecided: policy: the expression ${var.queue}"
                " is more than strings and references"
            },
        ),
        Row(
            "no document",
            {POLICY: REMOVED},
            {ROLE_POLICY: "found no policy, wanted a policy document"},
        ),
        Row("another kind of policy", {"aws_kms_key.key": {"policy": document(allow("kms:*"))}}),
    ),
)
