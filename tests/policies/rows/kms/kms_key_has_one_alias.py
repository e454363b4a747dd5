"""What proves kms_key_has_one_alias."""

from tests.policies.documents import REMOVED, Row, Rows

KEY, ALIAS = "aws_kms_key.key", "aws_kms_alias.key"
TARGET = f"{ALIAS}.target_key_id"

ROWS = Rows(
    resources={
        "aws_kms_key": {"key": {}},
        "aws_kms_alias": {"key": {"target_key_id": "${aws_kms_key.key.key_id}"}},
    },
    compliant=(KEY, ALIAS),
    table=(
        Row(
            "no alias",
            {ALIAS: REMOVED},
            {KEY: "found 0 aliases of the key, wanted one", ALIAS: None},
        ),
        Row(
            "two aliases",
            {"aws_kms_alias.other": {"target_key_id": "${aws_kms_key.key.arn}"}},
            {
                KEY: "found 2 aliases of the key, wanted one",
                "aws_kms_alias.other": "compliant",
            },
        ),
        Row(
            "an alias of nothing",
            {TARGET: REMOVED},
            {
                KEY: "found 0 aliases of the key, wanted one",
                ALIAS: "found target_key_id nothing, wanted the key_id of a key of this stack",
            },
        ),
        Row(
            "an alias of a key of another stack",
            {TARGET: "${aws_kms_key.elsewhere.key_id}"},
            {
                KEY: "found 0 aliases of the key, wanted one",
                ALIAS: "undecided: target_key_id:"
                " aws_kms_key.elsewhere.key_id refers outside the stack",
            },
        ),
        Row("another kind of resource", {"aws_sqs_queue.plain": {}}),
    ),
)
