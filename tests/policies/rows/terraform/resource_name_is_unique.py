"""What proves resource_name_is_unique; of two stacks, tests/policies/test_two_stacks.py does."""

from tests.policies.documents import REMOVED, Row, Rows

DEAD, OTHER = "aws_sqs_queue.dead", "aws_sqs_queue.other"
TABLE, GRANT = "aws_dynamodb_table.dead", "aws_lambda_permission.grant"
FUNCTION = "aws_lambda_function.f"


def _grant(function: str) -> dict[str, str]:
    return {"statement_id": "api", "function_name": function}


def _taken(attribute: str, name: str, first: str) -> str:
    return (
        f'found {attribute} = "{name}", which is that of pipeline: {first},'
        " wanted a name of its own"
    )


ROWS = Rows(
    resources={
        "aws_sqs_queue": {"dead": {"name": "dead-dev"}, "other": {"name": "other-dev"}},
        "aws_dynamodb_table": {"dead": {"name": "dead-dev"}},
        "aws_lambda_function": {"f": {"function_name": "f-dev"}},
        "aws_lambda_permission": {"grant": _grant("${aws_lambda_function.f.arn}")},
    },
    compliant=(DEAD, OTHER, TABLE, FUNCTION, GRANT),
    table=(
        Row(
            "the name of another queue",
            {f"{OTHER}.name": "dead-dev"},
            {OTHER: _taken("name", "dead-dev", DEAD)},
        ),
        Row(
            "the name of another queue by reference",
            {f"{OTHER}.name": "${aws_sqs_queue.dead.name}"},
            {OTHER: _taken("name", "dead-dev", DEAD)},
        ),
        Row("no name", {f"{OTHER}.name": None}, {OTHER: None}),
        Row(
            "the statement of another permission",
            {"aws_lambda_permission.more": _grant("f-dev")},
            {"aws_lambda_permission.more": _taken("statement_id", "api", GRANT)},
        ),
        Row(
            "the statement of another permission, by the function's arn",
            {"aws_lambda_permission.more": _grant("arn:aws:lambda:us-east-1:1:function:f-dev")},
            {"aws_lambda_permission.more": _taken("statement_id", "api", GRANT)},
        ),
        Row(
            "the same statement of another function",
            {"aws_lambda_permission.more": _grant("g-dev")},
            {"aws_lambda_permission.more": "compliant"},
        ),
        Row(
            "a statement that is decided elsewhere",
            {f"{GRANT}.statement_id": "${var.id}"},
            {
                GRANT: "undecided: statement_id:"
                " the expression ${var.id} is more than strings and references"
            },
        ),
        Row(
            "two apis of one name, which AWS takes",
            {
                "aws_api_gateway_rest_api.a": {"name": "api-dev"},
                "aws_api_gateway_rest_api.b": {"name": "api-dev"},
            },
        ),
        Row("no queue", {DEAD: REMOVED}, {DEAD: None}),
    ),
)
