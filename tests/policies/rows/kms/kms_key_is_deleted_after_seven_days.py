"""What proves kms_key_is_deleted_after_seven_days."""

from tests.policies.documents import REMOVED, Row, Rows

KEY = "aws_kms_key.key"
WINDOW = f"{KEY}.deletion_window_in_days"

ROWS = Rows(
    resources={"aws_kms_key": {"key": {"deletion_window_in_days": 7}}},
    compliant=(KEY,),
    table=(
        Row(
            "absent",
            {WINDOW: REMOVED},
            {KEY: "found no deletion_window_in_days (AWS waits 30 days), wanted 7"},
        ),
        Row("eight", {WINDOW: 8}, {KEY: "found deletion_window_in_days = 8, wanted 7"}),
        Row("thirty", {WINDOW: 30}, {KEY: "found deletion_window_in_days = 30, wanted 7"}),
        Row(
            "a reference within the stack",
            {
                "aws_kms_key.other": {"deletion_window_in_days": 7},
                WINDOW: "${aws_kms_key.other.deletion_window_in_days}",
            },
            {"aws_kms_key.other": "compliant"},
        ),
        Row(
            "a function call",
            {WINDOW: "${max(7, 8)}"},
            {
                KEY: "undecided: deletion_window_in_days:"
                " the expression ${max(7, 8)} is more than strings and references"
            },
        ),
        Row("another kind of resource", {"aws_kms_alias.key": {"deletion_window_in_days": 9}}),
    ),
)
