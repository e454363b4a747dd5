"""What proves account_keeps_what_environments_need."""

from typing import Any

from tests.policies.documents import REMOVED, Row, Rows

BUCKET, KEY = "aws_s3_bucket.states", "aws_kms_key.states"
BOUNDARY = "aws_iam_policy.boundary"


def kept(**values: str) -> dict[str, Any]:
    return {**values, "lifecycle": {"prevent_destroy": True}}


ABSENT = "Terraform destroys it when it is told to, or when a change needs a new one"

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
                " the expression ${var.keep} is more than text and references"
            },
        ),
        Row(
            "a policy of a role",
            {f"{BOUNDARY}.name": "market-pipelines-plan-read"},
            {BOUNDARY: None},
        ),
    ),
)
