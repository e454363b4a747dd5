"""What proves state_bucket_is_private."""

import json
from typing import Any

from tests.policies.documents import REMOVED, Row, Rows

BUCKET = "aws_s3_bucket.states"
ACCESS = "aws_s3_bucket_public_access_block.states"
OWNER = "aws_s3_bucket_ownership_controls.states"
POLICY = "aws_s3_bucket_policy.states"
SWITCHES = (
    "block_public_acls",
    "block_public_policy",
    "ignore_public_acls",
    "restrict_public_buckets",
)
ARN = "${aws_s3_bucket.states.arn}"
KEY = "${aws_kms_key.states.arn}"
NAMED = "s3:x-amz-server-side-encryption"
ITS = {"bucket": "${aws_s3_bucket.states.id}"}


def deny(action: str, resources: list[str], condition: dict[str, Any]) -> dict[str, Any]:
    return {
        "Effect": "Deny",
        "Principal": "*",
        "Action": [action],
        "Resource": resources,
        "Condition": condition,
    }


TLS = deny("s3:*", [ARN, f"{ARN}/*"], {"Bool": {"aws:SecureTransport": "false"}})
OTHER_KEY = deny(
    "s3:PutObject",
    [f"{ARN}/*"],
    {
        "Null": {f"{NAMED}-aws-kms-key-id": "false"},
        "StringNotEquals": {f"{NAMED}-aws-kms-key-id": KEY},
    },
)
KEY_OF_S3 = deny("s3:PutObject", [f"{ARN}/*"], {"StringEquals": {NAMED: "AES256"}})


def says(*statements: object) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def _row(name: str, document: object, answer: str) -> Row:
    return Row(name, {f"{POLICY}.policy": document}, {BUCKET: answer})


ROWS = Rows(
    resources={
        "aws_kms_key": {"states": {}},
        "aws_s3_bucket": {"states": {}},
        "aws_s3_bucket_public_access_block": {"states": {**ITS, **dict.fromkeys(SWITCHES, True)}},
        "aws_s3_bucket_ownership_controls": {
            "states": {**ITS, "rule": {"object_ownership": "BucketOwnerEnforced"}}
        },
        "aws_s3_bucket_policy": {"states": {**ITS, "policy": says(TLS, OTHER_KEY, KEY_OF_S3)}},
    },
    compliant=(BUCKET,),
    table=(
        *(
            Row(
                f"without {switch}",
                {f"{ACCESS}.{switch}": False},
                {BUCKET: f"found {switch} = false, wanted true"},
            )
            for switch in SWITCHES
        ),
        *(
            Row(
                f"without an {address.partition('.')[0]}",
                {address: REMOVED},
                {BUCKET: f"found 0 {address.partition('.')[0]}, wanted one for the bucket"},
            )
            for address in (ACCESS, OWNER, POLICY)
        ),
        Row(
            "one of another bucket",
            {f"{ACCESS}.bucket": "${aws_s3_bucket.other.id}"},
            {BUCKET: "found 0 aws_s3_bucket_public_access_block, wanted one for the bucket"},
        ),
        Row(
            "writers own their objects",
            {f"{OWNER}.rule": {"object_ownership": "ObjectWriter"}},
            {BUCKET: 'found rule.object_ownership = "ObjectWriter", wanted BucketOwnerEnforced'},
        ),
        _row(
            "without TLS, too",
            says(OTHER_KEY, KEY_OF_S3),
            "found for *: nothing, wanted Deny, if aws:SecureTransport Bool false,"
            " on aws_s3_bucket.states.arn, on aws_s3_bucket.states.arn/*, s3:*",
        ),
        _row(
            "objects without TLS",
            says({**TLS, "Resource": [ARN]}, OTHER_KEY, KEY_OF_S3),
            "found for *: nothing, wanted on aws_s3_bucket.states.arn/*",
        ),
        _row(
            "another account reads",
            says(
                TLS,
                OTHER_KEY,
                KEY_OF_S3,
                {
                    "Effect": "Allow",
                    "Principal": {"AWS": "arn:aws:iam::210987654321:root"},
                    "Action": "s3:GetObject",
                    "Resource": f"{ARN}/*",
                },
            ),
            "found for arn:<partition>:iam::210987654321:root: Allow, on"
            " aws_s3_bucket.states.arn/*, s3:GetObject, wanted nothing more",
        ),
        _row(
            "a policy from elsewhere",
            "${data.aws_iam_policy_document.states.json}",
            "undecided: policy: the expression ${data.aws_iam_policy_document.states.json}"
            " is not a readable document",
        ),
        Row("what is no bucket", {"aws_iam_policy.boundary": {}}),
    ),
)
