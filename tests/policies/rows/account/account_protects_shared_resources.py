"""What proves account_protects_shared_resources."""

from typing import Any

from tests.policies.documents import REMOVED, Row, Rows

BUCKET, KEY = "aws_s3_bucket.states", "aws_kms_key.states"
BOUNDARY = "aws_iam_policy.boundary"


def kept(**values: str) -> dict[str, Any]:
    return {**values, "lifecycle": {"prevent_destroy": True}}


ABSENT = "Terraform may destroy or replace it"

ROWS = Rows(
    resources={
        "aws_s3_bucket": {"states": kept()},
        "aws_kms_key": {"states": kept()},
        "aws_iam_policy": {"boundary": kept(name="market-pipelines-boundary")},
    },
    compliant=(BUCKET, KEY, BOUNDARY),
    table=(
        *(
            Row(
                f"{address} may be destroyed",
                {f"{address}.lifecycle": REMOVED},
                {address: f"found no lifecycle.prevent_destroy ({ABSENT}), wanted true"},
            )
            for address in (BUCKET, KEY, BOUNDARY)
        ),
        Row(
            "switched off",
            {f"{BUCKET}.lifecycle": {"prevent_destroy": False}},
            {BUCKET: "found lifecycle.prevent_destroy = false, wanted true"},
        ),
        Row(
            "somebody else decides",
            {f"{BUCKET}.lifecycle": {"prevent_destroy": "${var.keep}"}},
            {
                BUCKET: "undecided: lifecycle.prevent_destroy:"
                " the expression ${var.keep} is more than strings and references"
            },
        ),
        Row(
            "what nobody has heard of",
            {"aws_kms_grant.more": {"operations": ["Decrypt"]}},
            {
                "aws_kms_grant.more": "found an aws_kms_grant,"
                " wanted only states, trust, roles and their boundary"
            },
        ),
        Row(
            "an attribute that nobody has heard of",
            {f"{BUCKET}.force_destroy": True},
            {BUCKET: "found the attribute force_destroy, wanted bucket"},
        ),
        Row(
            "a key that deployments may change",
            {f"{KEY}.tags": {"Environment": "dev"}},
            {
                KEY: "found the attribute tags,"
                " wanted deletion_window_in_days, description, enable_key_rotation, policy"
            },
        ),
        Row(
            "an account that deployments may change",
            {"provider.aws": [{"default_tags": [{"tags": {"Environment": "dev"}}]}]},
            dict.fromkeys(
                (BUCKET, KEY, BOUNDARY), 'found the tag Environment = "dev", wanted account'
            ),
        ),
        Row(
            "a policy of a role need not be kept",
            {
                f"{BOUNDARY}.name": "market-pipelines-plan-read",
                f"{BOUNDARY}.lifecycle": REMOVED,
            },
        ),
    ),
)
