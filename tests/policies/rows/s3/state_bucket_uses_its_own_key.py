"""What proves state_bucket_uses_its_own_key."""

from typing import Any

from tests.policies.documents import REMOVED, Row, Rows

BUCKET = "aws_s3_bucket.states"
ENCRYPTION = "aws_s3_bucket_server_side_encryption_configuration.states"
DEFAULT = "rule.apply_server_side_encryption_by_default"
KEY = {"sse_algorithm": "aws:kms", "kms_master_key_id": "${aws_kms_key.states.arn}"}
ABSENT = "S3 encrypts with its own key, which cannot exclude a role"
ITS = {"bucket": "${aws_s3_bucket.states.id}"}


def rule(default: dict[str, Any], **others: Any) -> list[dict[str, Any]]:
    return [{"apply_server_side_encryption_by_default": default, **others}]


def _row(name: str, rules: list[dict[str, Any]], answer: str) -> Row:
    return Row(name, {f"{ENCRYPTION}.rule": rules}, {BUCKET: answer})


ROWS = Rows(
    resources={
        "aws_kms_key": {"states": {}},
        "aws_s3_bucket": {"states": {}},
        "aws_s3_bucket_server_side_encryption_configuration": {
            "states": {**ITS, "rule": rule(KEY)}
        },
    },
    compliant=(BUCKET,),
    table=(
        Row(
            "no configuration",
            {ENCRYPTION: REMOVED},
            {
                BUCKET: "found 0 aws_s3_bucket_server_side_encryption_configuration,"
                " wanted one for the bucket"
            },
        ),
        _row(
            "S3's own key",
            rule({"sse_algorithm": "AES256"}),
            f'found {DEFAULT}.sse_algorithm = "AES256", wanted aws:kms',
        ),
        _row(
            "the key of AWS",
            rule({"sse_algorithm": "aws:kms"}),
            f"found no {DEFAULT}.kms_master_key_id ({ABSENT}), wanted the arn of an aws_kms_key of"
            " this stack",
        ),
        _row(
            "a bucket key",
            rule(KEY, bucket_key_enabled=True),
            "found rule.bucket_key_enabled = true, wanted false",
        ),
        _row(
            "a key from elsewhere",
            rule({**KEY, "kms_master_key_id": "${var.key}"}),
            f"undecided: {DEFAULT}.kms_master_key_id:"
            " the expression ${var.key} is more than strings and references",
        ),
        Row(
            "bucket keys switched off", {f"{ENCRYPTION}.rule": rule(KEY, bucket_key_enabled=False)}
        ),
        Row("what is no bucket", {"aws_kms_key.other": {}}),
    ),
)
