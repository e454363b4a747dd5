"""What proves lambda_function_references_its_own_stack_only."""

from tests.policies.documents import REMOVED, Row, Rows

WORKER = "aws_lambda_function.worker"
VARIABLES = f"{WORKER}.environment.variables"
TABLE = f"{VARIABLES}.TABLE_NAME"
WANTED = "wanted a reference to a resource of this stack"

ROWS = Rows(
    resources={
        "aws_dynamodb_table": {"prices": {"name": "prices-dev"}},
        "aws_lambda_function": {
            "worker": {
                "environment": {
                    "variables": {
                        "LEVEL": "INFO",
                        "TABLE_NAME": "${aws_dynamodb_table.prices.name}",
                    }
                }
            }
        },
    },
    compliant=(WORKER,),
    table=(
        Row(
            "a table of another environment",
            {TABLE: "prices-prod"},
            {WORKER: f"found TABLE_NAME = prices-prod, {WANTED}"},
        ),
        Row(
            "a name that is made up of a reference",
            {TABLE: "${aws_dynamodb_table.prices.name}-2"},
            {WORKER: f"found TABLE_NAME = ${{aws_dynamodb_table.prices.name}}-2, {WANTED}"},
        ),
        Row(
            "a topic of another stack",
            {f"{VARIABLES}.NEWS_TOPIC_ARN": "${aws_sns_topic.elsewhere.arn}"},
            {WORKER: f"found NEWS_TOPIC_ARN = ${{aws_sns_topic.elsewhere.arn}}, {WANTED}"},
        ),
        Row(
            "a table that is decided elsewhere",
            {TABLE: "${var.table}"},
            {
                WORKER: "undecided: TABLE_NAME:"
                " the expression ${var.table} is more than strings and references"
            },
        ),
        Row("an address that names no resource", {f"{VARIABLES}.ENDPOINTS": "https://example.org"}),
        Row("nothing", {TABLE: None}),
        Row("no variables", {VARIABLES: REMOVED}),
        Row("variables decided elsewhere", {VARIABLES: "${var.settings}"}),
        Row("another kind of resource", {"aws_sqs_queue.queue": {"environment": {}}}),
    ),
)
