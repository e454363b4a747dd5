"""What proves dynamodb_table_has_no_ttl."""

from tests.policies.documents import Row, Rows

TABLE = "aws_dynamodb_table.prices"

ROWS = Rows(
    resources={"aws_dynamodb_table": {"prices": {"name": "prices-dev"}}},
    compliant=(TABLE,),
    table=(
        Row(
            "items that expire",
            {f"{TABLE}.ttl": {"attribute_name": "timestamp", "enabled": True}},
            {TABLE: "found ttl.enabled = true, wanted false"},
        ),
        Row(
            "items that expire, as Terraform converts it",
            {f"{TABLE}.ttl": [{"attribute_name": "expires_at", "enabled": "true"}]},
            {TABLE: 'found ttl.enabled = "true", wanted false'},
        ),
        Row("switched off by name", {f"{TABLE}.ttl": [{"attribute_name": "x", "enabled": False}]}),
        Row(
            "a switch that is thrown elsewhere",
            {f"{TABLE}.ttl": {"attribute_name": "x", "enabled": "${var.expires}"}},
            {
                TABLE: "undecided: ttl.enabled:"
                " the expression ${var.expires} is more than strings and references"
            },
        ),
        Row("another kind of resource", {"aws_sqs_queue.plain": {"ttl": {"enabled": True}}}),
    ),
)
