"""What proves resource_has_required_tags."""

from tests.policies.documents import REMOVED, TAGS, Row, Rows

TABLE, PROVIDER = "aws_dynamodb_table.prices", "provider.aws"


def _provider(**tags: object) -> dict[str, object]:
    return {"provider.aws": [{"default_tags": [{"tags": {**TAGS, "Environment": "dev", **tags}}]}]}


ROWS = Rows(
    resources={"aws_dynamodb_table": {"prices": {}}},
    compliant=(PROVIDER, TABLE),
    table=(
        Row(
            "only the environment",
            {"provider.aws": [{"default_tags": [{"tags": {"Environment": "dev"}}]}]},
            {
                PROVIDER: "found the tags Application = nothing, CostCenter = nothing,"
                " ManagedBy = nothing, Team = nothing,"
                " wanted Application, CostCenter, ManagedBy, Team as in default_tags"
            },
        ),
        Row(
            "no provider",
            {"provider": {}},
            {
                PROVIDER: "found no default_tags, or more than one AWS provider,"
                " wanted one with Application, CostCenter, Environment, ManagedBy, Team",
                TABLE: None,
            },
        ),
        Row(
            "an empty one",
            _provider(Team=""),
            {PROVIDER: "found the tags Team = , wanted Team as in default_tags"},
        ),
        Row(
            "a tag that is computed",
            _provider(Team="${var.team}"),
            {PROVIDER: "undecided: the default tag Team is ${var.team}"},
        ),
        Row(
            "a team of its own",
            {f"{TABLE}.tags": {"Team": "research"}},
            {TABLE: "found the tags Team = research, wanted Team as in default_tags"},
        ),
        Row("one more", {f"{TABLE}.tags": {"Use": "prices"}}),
        Row("an end", _provider(ExpiresAt="2026-11-21T11:49:58Z")),
        Row(
            "an end that no machine reads",
            _provider(ExpiresAt="tomorrow"),
            {PROVIDER: "found the tags ExpiresAt = tomorrow, wanted ExpiresAt as in default_tags"},
        ),
        Row(
            "a tag that was taken away by hand",
            {f"{TABLE}.tags_all": {**TAGS, "Environment": "dev", "Team": None}},
            {TABLE: "found the tags Team = nothing, wanted Team as in default_tags"},
        ),
        Row(
            "no object",
            {f"{TABLE}.tags": True},
            {TABLE: "found tags = true, wanted an object of strings"},
        ),
        Row(
            "tags that are decided elsewhere",
            {f"{TABLE}.tags": "${var.tags}"},
            {
                TABLE: "undecided: tags is an unknown value"
                " (the expression ${var.tags} is more than strings and references)"
            },
        ),
        Row(
            "a type that nobody described",
            {"aws_new_thing.x": {}},
            {
                "aws_new_thing.x": "undecided: it is unknown whether aws_new_thing has tags;"
                " add the type to policies/aws/tags.py",
            },
        ),
        Row(
            "a type without tags",
            {TABLE: REMOVED, "aws_kms_alias.key": {}},
            {TABLE: None},
        ),
    ),
)
