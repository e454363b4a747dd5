"""What proves lambda_function_environment_uses_customer_key."""

from tests.policies.documents import REMOVED, Row, Rows

WORKER = "aws_lambda_function.worker"
KEY_ARN = f"{WORKER}.kms_key_arn"
WANTED = "wanted the arn of an aws_kms_key of this stack"

ROWS = Rows(
    resources={
        "aws_kms_key": {"key": {}},
        "aws_lambda_function": {
            "worker": {
                "environment": {"variables": {"TABLE_NAME": "prices-dev"}},
                "kms_key_arn": "${aws_kms_key.key.arn}",
            }
        },
    },
    compliant=(WORKER,),
    table=(
        Row(
            "no key",
            {KEY_ARN: REMOVED},
            {WORKER: f"found no kms_key_arn (AWS encrypts with its own key), {WANTED}"},
        ),
        Row(
            "AWS's own key",
            {KEY_ARN: "alias/aws/lambda"},
            {WORKER: f'found kms_key_arn = "alias/aws/lambda", {WANTED}'},
        ),
        Row(
            "the id of the key",
            {KEY_ARN: "${aws_kms_key.key.key_id}"},
            {WORKER: f"found kms_key_arn = aws_kms_key.key.key_id, {WANTED}"},
        ),
        Row(
            "the arn of something else",
            {KEY_ARN: "${aws_sqs_queue.plain.arn}", "aws_sqs_queue.plain": {}},
            {WORKER: f"found kms_key_arn = aws_sqs_queue.plain.arn, {WANTED}"},
        ),
        Row(
            "a key outside the stack",
            {KEY_ARN: "${aws_kms_key.elsewhere.arn}"},
            {WORKER: "undecided: kms_key_arn: aws_kms_key.elsewhere.arn refers outside the stack"},
        ),
        Row(
            "an environment with values of AWS's",
            {f"{WORKER}.environment.variables.KEY": "${aws_kms_key.key.arn}"},
        ),
        Row(
            "a generated environment and no key",
            {
                f"{WORKER}.dynamic": {"environment": {"for_each": []}},
                f"{WORKER}.environment": REMOVED,
                KEY_ARN: REMOVED,
            },
            {WORKER: f"found no kms_key_arn (AWS encrypts with its own key), {WANTED}"},
        ),
        Row("no environment", {f"{WORKER}.environment": REMOVED, KEY_ARN: REMOVED}, {WORKER: None}),
    ),
)
