"""What proves dynamodb_table_is_billed_on_demand."""

from tests.policies.documents import REMOVED, Row, Rows

TABLE = "aws_dynamodb_table.prices"
MODE = f"{TABLE}.billing_mode"

ROWS = Rows(
    resources={"aws_dynamodb_table": {"prices": {"billing_mode": "PAY_PER_REQUEST"}}},
    compliant=(TABLE,),
    table=(
        Row(
            "absent",
            {MODE: REMOVED},
            {
                TABLE: "found no billing_mode (AWS bills provisioned capacity, even if unused),"
                ' wanted "PAY_PER_REQUEST"'
            },
        ),
        Row(
            "provisioned",
            {MODE: "PROVISIONED"},
            {TABLE: 'found billing_mode = "PROVISIONED", wanted "PAY_PER_REQUEST"'},
        ),
        Row(
            "small letters, which AWS rejects",
            {MODE: "pay_per_request"},
            {TABLE: 'found billing_mode = "pay_per_request", wanted "PAY_PER_REQUEST"'},
        ),
        Row(
            "a mode chosen elsewhere",
            {MODE: "${var.mode}"},
            {
                TABLE: "undecided: billing_mode:"
                " the expression ${var.mode} is more than strings and references"
            },
        ),
        Row("another kind of resource", {"aws_sqs_queue.plain": {}}),
    ),
)
