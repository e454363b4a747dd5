"""What proves resource_is_destroyable."""

from tests.policies.documents import REMOVED, Row, Rows

TABLE = "aws_dynamodb_table.prices"
BUCKET = "aws_s3_bucket.artifacts"


def _kept(attribute: str) -> Row:
    answer = f"found {attribute} = true, wanted false"
    return Row(attribute, {f"{TABLE}.{attribute}": True}, {TABLE: answer})


ROWS = Rows(
    resources={
        "aws_dynamodb_table": {"prices": {"deletion_protection_enabled": False}},
        "aws_s3_bucket": {"artifacts": {"force_destroy": True}},
    },
    compliant=(TABLE, BUCKET),
    table=(
        _kept("lifecycle.prevent_destroy"),
        _kept("deletion_protection"),
        _kept("deletion_protection_enabled"),
        _kept("enable_deletion_protection"),
        _kept("retain_on_delete"),
        _kept("skip_destroy"),
        Row("every switch absent", {f"{TABLE}.deletion_protection_enabled": REMOVED}),
        Row("another lifecycle rule", {f"{TABLE}.lifecycle.ignore_changes": ["tags"]}),
        Row(
            "a switch that is no truth value",
            {f"{TABLE}.skip_destroy": "sometimes"},
            {TABLE: 'found skip_destroy = "sometimes", wanted false'},
        ),
        Row(
            "a switch thrown elsewhere",
            {f"{TABLE}.deletion_protection_enabled": "${var.protected}"},
            {
                TABLE: "undecided: deletion_protection_enabled:"
                " the expression ${var.protected} is more than strings and references"
            },
        ),
        Row(
            "a bucket that must be empty",
            {f"{BUCKET}.force_destroy": REMOVED},
            {BUCKET: "found no force_destroy (AWS deletes it only if it is empty), wanted true"},
        ),
        Row(
            "a bucket whose deletion is not forced",
            {f"{BUCKET}.force_destroy": False},
            {BUCKET: "found force_destroy = false, wanted true"},
        ),
        Row(
            "a database that leaves a snapshot behind",
            {"aws_rds_cluster.db": {"skip_final_snapshot": False}},
            {"aws_rds_cluster.db": "found skip_final_snapshot = false, wanted true"},
        ),
        Row(
            "a type with a protection of its own",
            {"aws_cloudformation_stack_instances.s.retain_stacks": True},
            {"aws_cloudformation_stack_instances.s": "found retain_stacks = true, wanted false"},
        ),
        Row("no resource of that kind", {BUCKET: REMOVED}, {BUCKET: None}),
    ),
)
