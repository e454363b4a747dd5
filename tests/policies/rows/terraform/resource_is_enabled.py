"""What proves resource_is_enabled."""

from tests.policies.documents import Row, Rows

MAPPING, KEY = "aws_lambda_event_source_mapping.stream", "aws_kms_key.key"

ROWS = Rows(
    resources={
        "aws_lambda_event_source_mapping": {"stream": {}},
        "aws_kms_key": {"key": {"is_enabled": True}},
    },
    compliant=(MAPPING, KEY),
    table=(
        Row(
            "a mapping that reads nothing",
            {f"{MAPPING}.enabled": False},
            {MAPPING: "found enabled = false, wanted true"},
        ),
        Row(
            "a key that opens nothing",
            {f"{KEY}.is_enabled": "false"},
            {KEY: 'found is_enabled = "false", wanted true'},
        ),
        Row("true as text, which Terraform converts", {f"{MAPPING}.enabled": "true"}),
        Row(
            "a switch thrown elsewhere",
            {f"{MAPPING}.enabled": "${var.reads}"},
            {
                MAPPING: "undecided: enabled:"
                " the expression ${var.reads} is more than strings and references"
            },
        ),
        Row("another kind of resource", {"aws_sqs_queue.plain": {"enabled": False}}),
    ),
)
