"""What proves lambda_event_source_mapping_reads_its_own_stack."""

from tests.policies.documents import REMOVED, Row, Rows

STREAM, QUEUE = (f"aws_lambda_event_source_mapping.{name}" for name in ("stream", "queue"))
SOURCE, FUNCTION = f"{STREAM}.event_source_arn", f"{STREAM}.function_name"
WANTED = "wanted the stream_arn of a table or the arn of a queue of this stack"
WANTED_FUNCTION = "wanted the arn of a function of this stack"

ROWS = Rows(
    resources={
        "aws_dynamodb_table": {"prices": {}},
        "aws_sqs_queue": {"messages": {}},
        "aws_lambda_function": {"worker": {"function_name": "worker-dev"}},
        "aws_lambda_event_source_mapping": {
            "stream": {
                "event_source_arn": "${aws_dynamodb_table.prices.stream_arn}",
                "function_name": "${aws_lambda_function.worker.arn}",
            },
            "queue": {
                "event_source_arn": "${aws_sqs_queue.messages.arn}",
                "function_name": "${aws_lambda_function.worker.arn}",
            },
        },
    },
    compliant=(STREAM, QUEUE),
    table=(
        Row(
            "no source",
            {SOURCE: REMOVED},
            {STREAM: f"found no event_source_arn (AWS rejects the mapping), {WANTED}"},
        ),
        Row(
            "the arn of the table in place of its stream's",
            {SOURCE: "${aws_dynamodb_table.prices.arn}"},
            {STREAM: f"found event_source_arn is aws_dynamodb_table.prices.arn, {WANTED}"},
        ),
        Row(
            "a queue named by a literal arn",
            {SOURCE: "arn:aws:sqs:us-east-1:123456789012:messages-dev"},
            {
                STREAM: 'found event_source_arn = "arn:aws:sqs:us-east-1:123456789012:messages-dev"'
                f", {WANTED}"
            },
        ),
        Row(
            "a queue of another stack",
            {SOURCE: "${aws_sqs_queue.elsewhere.arn}"},
            {
                STREAM: "undecided: event_source_arn:"
                " aws_sqs_queue.elsewhere.arn refers outside the stack"
            },
        ),
        Row(
            "a function by its name",
            {FUNCTION: "${aws_lambda_function.worker.function_name}"},
        ),
        Row(
            "a function by a name without a reference, which Terraform may not have made yet",
            {FUNCTION: "worker-dev"},
            {STREAM: f'found function_name = "worker-dev", {WANTED_FUNCTION}'},
        ),
        Row("another kind of resource", {"aws_sns_topic.plain": {}}),
    ),
)
