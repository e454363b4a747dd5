"""What proves cloudwatch_query_reads_its_own_logs."""

from tests.policies.documents import REMOVED, Row, Rows

QUERY = "aws_cloudwatch_query_definition.errors"
WANTED = "wanted log groups of this stack"

ROWS = Rows(
    resources={
        "aws_cloudwatch_log_group": {"worker": {"name": "/aws/lambda/worker-dev"}},
        "aws_cloudwatch_query_definition": {
            "errors": {
                "name": "prices/errors-dev",
                "log_group_names": ["${aws_cloudwatch_log_group.worker.name}"],
                "query_string": 'filter level = "ERROR"',
            }
        },
    },
    compliant=(QUERY,),
    table=(
        Row(
            "no log groups",
            {f"{QUERY}.log_group_names": REMOVED},
            {
                QUERY: "found no log_group_names (the reader chooses the log groups anew each"
                f" time), {WANTED}"
            },
        ),
        Row(
            "the log group of another environment",
            {f"{QUERY}.log_group_names": ["/aws/lambda/worker-prod"]},
            {QUERY: f'found log_group_names = "/aws/lambda/worker-prod", {WANTED}'},
        ),
        Row(
            "a second log group that is decided elsewhere",
            {
                f"{QUERY}.log_group_names": [
                    "${aws_cloudwatch_log_group.worker.name}",
                    "${var.group}",
                ]
            },
            {
                QUERY: "undecided: log_group_names:"
                " the expression ${var.group} is more than strings and references"
            },
        ),
        Row(
            "the arn of a log group",
            {f"{QUERY}.log_group_names": ["${aws_cloudwatch_log_group.worker.arn}"]},
            {QUERY: f"found log_group_names = aws_cloudwatch_log_group.worker.arn, {WANTED}"},
        ),
        Row(
            "an empty query",
            {f"{QUERY}.query_string": " "},
            {QUERY: 'found query_string = " ", wanted a query'},
        ),
        Row("another kind of resource", {"aws_cloudwatch_log_group.other": {}}),
    ),
)
