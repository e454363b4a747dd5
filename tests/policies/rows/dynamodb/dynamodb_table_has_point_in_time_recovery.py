"""What proves dynamodb_table_has_point_in_time_recovery."""

from tests.policies.documents import REMOVED, Row, Rows

TABLE = "aws_dynamodb_table.prices"
RECOVERY = f"{TABLE}.point_in_time_recovery"
NOTHING = "found no point_in_time_recovery.enabled (point-in-time recovery is off), wanted true"

ROWS = Rows(
    resources={"aws_dynamodb_table": {"prices": {"point_in_time_recovery": {"enabled": True}}}},
    compliant=(TABLE,),
    table=(
        Row("no block", {RECOVERY: REMOVED}, {TABLE: NOTHING}),
        Row("an empty list of blocks", {RECOVERY: []}, {TABLE: NOTHING}),
        Row("an empty block", {RECOVERY: {}}, {TABLE: NOTHING}),
        Row(
            "switched off",
            {f"{RECOVERY}.enabled": False},
            {TABLE: "found point_in_time_recovery.enabled = false, wanted true"},
        ),
        Row(
            "1 is no truth value",
            {f"{RECOVERY}.enabled": 1},
            {TABLE: "found point_in_time_recovery.enabled = 1, wanted true"},
        ),
        Row("the block as a list of one", {RECOVERY: [{"enabled": True}]}),
        Row("true as text, which Terraform converts", {f"{RECOVERY}.enabled": "true"}),
        Row(
            "two blocks",
            {RECOVERY: [{"enabled": True}, {"enabled": False}]},
            {TABLE: "undecided: point_in_time_recovery.enabled: there are 2 blocks with enabled"},
        ),
        Row(
            "a generated block",
            {f"{TABLE}.dynamic": {"point_in_time_recovery": {"content": {"enabled": True}}}},
            {
                TABLE: "undecided: point_in_time_recovery.enabled:"
                " the block point_in_time_recovery is generated (dynamic)"
            },
        ),
        Row(
            "a reference to what only AWS knows",
            {f"{RECOVERY}.enabled": "${aws_sqs_queue.plain.id}", "aws_sqs_queue.plain": {}},
            {
                TABLE: "undecided: point_in_time_recovery.enabled is aws_sqs_queue.plain.id,"
                " which is known only after deployment"
            },
        ),
        Row(
            "recovery of yesterday only",
            {f"{RECOVERY}.recovery_period_in_days": 1},
            {TABLE: "found point_in_time_recovery.recovery_period_in_days = 1, wanted 35"},
        ),
        Row("the whole period by name", {f"{RECOVERY}.recovery_period_in_days": "35"}),
        Row("another kind of resource", {"aws_sqs_queue.plain": {}}),
    ),
)
