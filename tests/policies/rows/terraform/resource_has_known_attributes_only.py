"""What proves resource_has_known_attributes_only."""

from tests.policies.documents import REMOVED, Row, Rows

TABLE, PROVIDER = "aws_dynamodb_table.prices", "provider.aws"
WANTED = "wanted an attribute listed in policies/aws/attributes.py"

ROWS = Rows(
    resources={
        "aws_dynamodb_table": {
            "prices": {
                "attribute": [{"name": "symbol", "type": "S"}],
                "depends_on": ["aws_kms_key.key"],
                "lifecycle": {"prevent_destroy": False},
                "point_in_time_recovery": {"enabled": True},
                "tags": {"Use": "prices"},
            }
        }
    },
    compliant=(PROVIDER, TABLE),
    table=(
        Row(
            "a copy in another region",
            {f"{TABLE}.replica": [{"region_name": "eu-west-1"}]},
            {TABLE: f"found the attribute replica, {WANTED}"},
        ),
        Row(
            "something new in a block",
            {f"{TABLE}.point_in_time_recovery.copies": 1},
            {TABLE: f"found the attribute point_in_time_recovery.copies, {WANTED}"},
        ),
        Row(
            "something new in one block of several",
            {f"{TABLE}.attribute": [{"name": "symbol", "type": "S"}, {"kind": "S"}]},
            {TABLE: f"found the attribute attribute.kind, {WANTED}"},
        ),
        Row(
            "a block that is generated",
            {f"{TABLE}.dynamic": {"replica": {"for_each": "${var.regions}"}}},
            {TABLE: f"found the attribute dynamic, {WANTED}"},
        ),
        Row(
            "a provider of another account",
            {"provider.aws": [{"assume_role": [{"role_arn": "x"}], "region": "us-east-1"}]},
            {
                PROVIDER: "found the attribute assume_role of the provider,"
                " wanted default_tags, default_tags.tags, region"
            },
        ),
        Row(
            "tags that nobody asked for",
            {"provider.aws": [{"default_tags": [{"tags": {}, "other": {}}]}]},
            {
                PROVIDER: "found the attribute default_tags.other of the provider,"
                " wanted default_tags, default_tags.tags, region"
            },
        ),
        Row("a tag more", {f"{TABLE}.tags": {"Use": "prices", "Review": "yearly"}}),
        Row("a block that is decided elsewhere", {f"{TABLE}.attribute": "${var.keys}"}),
        Row(
            "a type that nobody described",
            {TABLE: REMOVED, "aws_new_thing.x": {"name": "${var.name}"}},
            {
                TABLE: None,
                "aws_new_thing.x": "undecided: the attributes of aws_new_thing are unknown; add"
                " the type to policies/aws/attributes.py",
            },
        ),
    ),
)
