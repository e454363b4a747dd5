"""What proves kms_key_rotates."""

from tests.policies.documents import REMOVED, Row, Rows

KEY = "aws_kms_key.key"
ROTATION = f"{KEY}.enable_key_rotation"
NOTHING = "found no enable_key_rotation (the key never rotates), wanted true"

ROWS = Rows(
    resources={"aws_kms_key": {"key": {"enable_key_rotation": True}}},
    compliant=(KEY,),
    table=(
        Row("absent", {ROTATION: REMOVED}, {KEY: NOTHING}),
        Row("null", {ROTATION: None}, {KEY: NOTHING}),
        Row("off", {ROTATION: False}, {KEY: "found enable_key_rotation = false, wanted true"}),
        Row("a number", {ROTATION: 1}, {KEY: "found enable_key_rotation = 1, wanted true"}),
        Row("text, which Terraform converts", {ROTATION: "true"}),
        Row(
            "decided elsewhere",
            {ROTATION: "${var.rotation}"},
            {
                KEY: "undecided: enable_key_rotation: the expression ${var.rotation}"
                " is more than strings and references"
            },
        ),
        Row("the name of a key", {"aws_kms_alias.key": {"enable_key_rotation": False}}),
    ),
)
