"""What proves sqs_queue_visibility_exceeds_function_timeout."""

from tests.policies.documents import REMOVED, Row, Rows

QUEUE, MAPPING = "aws_sqs_queue.messages", "aws_lambda_event_source_mapping.queue"
FUNCTION = "aws_lambda_function.worker"
VISIBILITY, TIMEOUT = f"{QUEUE}.visibility_timeout_seconds", f"{FUNCTION}.timeout"
WINDOW = f"{MAPPING}.maximum_batching_window_in_seconds"

ROWS = Rows(
    resources={
        "aws_sqs_queue": {"messages": {"visibility_timeout_seconds": 361}},
        "aws_lambda_function": {"worker": {"timeout": 60}},
        "aws_lambda_event_source_mapping": {
            "queue": {
                "event_source_arn": "${aws_sqs_queue.messages.arn}",
                "function_name": "${aws_lambda_function.worker.arn}",
                "maximum_batching_window_in_seconds": 1,
            }
        },
    },
    compliant=(QUEUE,),
    table=(
        Row(
            "absent",
            {VISIBILITY: REMOVED},
            {
                QUEUE: "found no visibility_timeout_seconds (AWS hides a message for 30 seconds),"
                " wanted 361 to 43200"
            },
        ),
        Row(
            "a second too short",
            {VISIBILITY: 360},
            {QUEUE: "found visibility_timeout_seconds = 360, wanted 361 to 43200"},
        ),
        Row(
            "longer than AWS hides anything",
            {VISIBILITY: 43_201},
            {QUEUE: "found visibility_timeout_seconds = 43201, wanted 361 to 43200"},
        ),
        Row(
            "a slower function",
            {TIMEOUT: 61},
            {QUEUE: "found visibility_timeout_seconds = 361, wanted 367 to 43200"},
        ),
        Row(
            "a longer window",
            {WINDOW: 2},
            {QUEUE: "found visibility_timeout_seconds = 361, wanted 362 to 43200"},
        ),
        Row(
            "a window that AWS does not take",
            {WINDOW: -1},
            {QUEUE: f"found {MAPPING}.maximum_batching_window_in_seconds = -1, wanted 0 to 300"},
        ),
        Row("no window", {WINDOW: REMOVED, VISIBILITY: 360}),
        Row(
            "a function without a timeout",
            {TIMEOUT: REMOVED},
            {
                QUEUE: f"found no {FUNCTION}.timeout (AWS stops a function after 3 seconds),"
                " wanted 1 to 900"
            },
        ),
        Row(
            "a function that is not of the stack",
            {f"{MAPPING}.function_name": "worker-dev"},
            {QUEUE: f'undecided: the function of {MAPPING} is "worker-dev"'},
        ),
        Row(
            "a timeout that is decided elsewhere",
            {TIMEOUT: "${var.seconds}"},
            {
                QUEUE: f"undecided: {FUNCTION}.timeout:"
                " the expression ${var.seconds} is more than strings and references"
            },
        ),
        Row("a queue that no function reads", {MAPPING: REMOVED}, {QUEUE: None}),
    ),
)
