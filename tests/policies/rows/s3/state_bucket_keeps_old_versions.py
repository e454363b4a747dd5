"""What proves state_bucket_keeps_old_versions."""

from typing import Any

from tests.policies.documents import REMOVED, Row, Rows

BUCKET = "aws_s3_bucket.states"
VERSIONS, LIFECYCLE = (
    "aws_s3_bucket_versioning.states",
    "aws_s3_bucket_lifecycle_configuration.states",
)
ITS = {"bucket": "${aws_s3_bucket.states.id}"}
RULE: dict[str, Any] = {
    "status": "Enabled",
    "noncurrent_version_expiration": [{"noncurrent_days": 30}],
}


def _row(name: str, rule: dict[str, Any], answer: str) -> Row:
    return Row(name, {f"{LIFECYCLE}.rule": [{**RULE, **rule}]}, {BUCKET: answer})


ROWS = Rows(
    resources={
        "aws_s3_bucket": {"states": {}},
        "aws_s3_bucket_versioning": {
            "states": {**ITS, "versioning_configuration": {"status": "Enabled"}}
        },
        "aws_s3_bucket_lifecycle_configuration": {"states": {**ITS, "rule": [RULE]}},
    },
    compliant=(BUCKET,),
    table=(
        Row(
            "versions suspended",
            {f"{VERSIONS}.versioning_configuration": {"status": "Suspended"}},
            {BUCKET: 'found versioning_configuration.status = "Suspended", wanted Enabled'},
        ),
        *(
            Row(
                f"no {address.partition('.')[0]}",
                {address: REMOVED},
                {BUCKET: f"found 0 {address.partition('.')[0]}, wanted one for the bucket"},
            )
            for address in (VERSIONS, LIFECYCLE)
        ),
        _row(
            "a month less a day",
            {"noncurrent_version_expiration": [{"noncurrent_days": 29}]},
            "found rule.noncurrent_version_expiration.noncurrent_days = 29, wanted 30 or more",
        ),
        _row(
            "for ever",
            {"noncurrent_version_expiration": None},
            "found no rule.noncurrent_version_expiration.noncurrent_days"
            " (S3 keeps old versions forever, at a cost), wanted 30 or more",
        ),
        _row(
            "current states expire",
            {"expiration": [{"days": 365}]},
            "found rule.expiration.days = 365, wanted none: it would delete current states",
        ),
        _row(
            "an idle rule", {"status": "Disabled"}, 'found rule.status = "Disabled", wanted Enabled'
        ),
        _row(
            "a time from elsewhere",
            {"noncurrent_version_expiration": [{"noncurrent_days": "${var.days}"}]},
            "undecided: rule.noncurrent_version_expiration.noncurrent_days:"
            " the expression ${var.days} is more than strings and references",
        ),
        Row("what is no bucket", {"aws_kms_key.states": {}}),
    ),
)
