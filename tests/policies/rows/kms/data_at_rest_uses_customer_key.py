"""What proves data_at_rest_uses_customer_key."""

from tests.policies.documents import REMOVED, Row, Rows

TABLE = "aws_dynamodb_table.table"
QUEUE = "aws_sqs_queue.queue"
TOPIC = "aws_sns_topic.topic"
GROUP = "aws_cloudwatch_log_group.group"
ENCRYPTION = f"{TABLE}.server_side_encryption"
KEY = "${aws_kms_key.key.arn}"
ABSENT = "(AWS does not encrypt, or uses its own key)"
SSE = "aws_s3_bucket_server_side_encryption_configuration"
WANTED = "wanted the arn of an aws_kms_key of this stack"

ROWS = Rows(
    resources={
        "aws_kms_key": {"key": {}},
        "aws_dynamodb_table": {
            "table": {"server_side_encryption": {"enabled": True, "kms_key_arn": KEY}}
        },
        "aws_sqs_queue": {"queue": {"kms_master_key_id": KEY}},
        "aws_sns_topic": {"topic": {"kms_master_key_id": KEY}},
        "aws_cloudwatch_log_group": {"group": {"kms_key_id": KEY}},
    },
    compliant=(TABLE, QUEUE, TOPIC, GROUP),
    table=(
        Row(
            "a table without encryption",
            {ENCRYPTION: REMOVED},
            {TABLE: f"found no server_side_encryption.enabled {ABSENT}, wanted true"},
        ),
        Row(
            "a table with encryption switched off",
            {f"{ENCRYPTION}.enabled": False},
            {TABLE: "found server_side_encryption.enabled = false, wanted true"},
        ),
        Row(
            "a table with AWS's key",
            {f"{ENCRYPTION}.kms_key_arn": REMOVED},
            {TABLE: f"found no server_side_encryption.kms_key_arn {ABSENT}, {WANTED}"},
        ),
        Row(
            "a queue with SQS's own encryption",
            {
                f"{QUEUE}.kms_master_key_id": REMOVED,
                f"{QUEUE}.sqs_managed_sse_enabled": True,
            },
            {QUEUE: f"found no kms_master_key_id {ABSENT}, {WANTED}"},
        ),
        Row(
            "a topic with the key of SNS",
            {f"{TOPIC}.kms_master_key_id": "alias/aws/sns"},
            {TOPIC: f'found kms_master_key_id = "alias/aws/sns", {WANTED}'},
        ),
        Row(
            "a log group with nothing",
            {f"{GROUP}.kms_key_id": None},
            {GROUP: f"found no kms_key_id {ABSENT}, {WANTED}"},
        ),
        Row(
            "the id of the key instead of its arn",
            {f"{GROUP}.kms_key_id": "${aws_kms_key.key.key_id}"},
            {GROUP: f"found kms_key_id = aws_kms_key.key.key_id, {WANTED}"},
        ),
        Row(
            "a key of another stack",
            {f"{QUEUE}.kms_master_key_id": "${aws_kms_key.other.arn}"},
            {QUEUE: "undecided: kms_master_key_id: aws_kms_key.other.arn refers outside the stack"},
        ),
        Row(
            "a stream of a type that nobody here uses, without encryption",
            {"aws_kinesis_stream.s": {"name": "s-dev"}},
            {"aws_kinesis_stream.s": f"found no encryption_type {ABSENT}, wanted KMS"},
        ),
        Row(
            "such a stream with AWS's key",
            {"aws_kinesis_stream.s": {"encryption_type": "KMS", "kms_key_id": "alias/aws/kinesis"}},
            {"aws_kinesis_stream.s": f'found kms_key_id = "alias/aws/kinesis", {WANTED}'},
        ),
        Row(
            "such a stream with the key of the stack",
            {"aws_kinesis_stream.s": {"encryption_type": "KMS", "kms_key_id": KEY}},
            {"aws_kinesis_stream.s": "compliant"},
        ),
        Row(
            "one of two keys is AWS's",
            {
                "aws_kinesis_firehose_delivery_stream.f": {
                    "extended_s3_configuration": {"kms_key_arn": KEY},
                    "splunk_configuration": {"s3_configuration": {"kms_key_arn": "alias/aws/s3"}},
                }
            },
            {
                "aws_kinesis_firehose_delivery_stream.f": "found splunk_configuration"
                f'.s3_configuration.kms_key_arn = "alias/aws/s3", {WANTED}'
            },
        ),
        Row(
            "a bare bucket",
            {"aws_s3_bucket.b": {"bucket": "b-dev"}},
            {
                "aws_s3_bucket.b": "found 0 aws_s3_bucket_server_side_encryption_configuration,"
                " wanted one for the bucket"
            },
        ),
        Row(
            "a bucket with the key of the stack",
            {
                "aws_s3_bucket.b": {"bucket": "b-dev"},
                f"{SSE}.b": {
                    "bucket": "${aws_s3_bucket.b.id}",
                    "rule": {"apply_server_side_encryption_by_default": {"kms_master_key_id": KEY}},
                },
            },
            {"aws_s3_bucket.b": "compliant", f"{SSE}.b": "compliant"},
        ),
        Row("the key of a function's variables", {"aws_lambda_function.f": {"kms_key_arn": KEY}}),
        Row("a resource that holds no data", {"aws_iam_role.role": {"name": "role-dev"}}),
    ),
)
