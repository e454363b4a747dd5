"""What proves sqs_queue_dead_letters_after_five_receives."""

from tests.policies.documents import REMOVED, Row, Rows

QUEUE = "aws_sqs_queue.messages"
REDRIVE = f"{QUEUE}.redrive_policy"
MAPPING = "aws_lambda_event_source_mapping.queue"
DEAD = '"deadLetterTargetArn": "${aws_sqs_queue.dead.arn}"'
WANTED = "wanted the arn of another queue of this stack"

ROWS = Rows(
    resources={
        "aws_sqs_queue": {
            "messages": {"redrive_policy": f'{{{DEAD}, "maxReceiveCount": 5}}'},
            "dead": {},
        },
        "aws_lambda_event_source_mapping": {
            "queue": {"event_source_arn": "${aws_sqs_queue.messages.arn}"}
        },
    },
    compliant=(QUEUE,),
    table=(
        Row(
            "no redrive policy",
            {REDRIVE: REMOVED},
            {
                QUEUE: "found no redrive_policy (a message that always fails is received until it"
                f" expires and is lost), {WANTED}"
            },
        ),
        Row(
            "four receives",
            {REDRIVE: f'{{{DEAD}, "maxReceiveCount": 4}}'},
            {QUEUE: "found maxReceiveCount 4, wanted 5"},
        ),
        Row(
            "receives without an end",
            {REDRIVE: f"{{{DEAD}}}"},
            {QUEUE: "found maxReceiveCount None, wanted 5"},
        ),
        Row("receives as text, which SQS takes", {REDRIVE: f'{{{DEAD}, "maxReceiveCount": "5"}}'}),
        Row(
            "no target",
            {REDRIVE: '{"maxReceiveCount": 5}'},
            {QUEUE: f"found deadLetterTargetArn None, {WANTED}"},
        ),
        Row(
            "the url of a queue",
            {REDRIVE: DEAD.join("{}").replace(".arn", ".url")},
            {QUEUE: f"found deadLetterTargetArn aws_sqs_queue.dead.url, {WANTED}"},
        ),
        Row(
            "the queue itself",
            {REDRIVE: DEAD.join("{}").replace("dead.arn", "messages.arn")},
            {QUEUE: f"found deadLetterTargetArn aws_sqs_queue.messages.arn, {WANTED}"},
        ),
        Row(
            "a queue of another stack",
            {REDRIVE: DEAD.join("{}").replace("dead.arn", "elsewhere.arn")},
            {QUEUE: f"found deadLetterTargetArn aws_sqs_queue.elsewhere.arn, {WANTED}"},
        ),
        Row(
            "no document",
            {REDRIVE: "[]"},
            {QUEUE: 'found redrive_policy = "[]", wanted a document'},
        ),
        Row(
            "a policy that is decided elsewhere",
            {REDRIVE: "${var.redrive}"},
            {
                QUEUE: "undecided: redrive_policy:"
                " the expression ${var.redrive} is more than strings and references"
            },
        ),
        Row(
            "a policy in a resource of its own",
            {"aws_sqs_queue_redrive_policy.messages": {}},
            {
                "aws_sqs_queue_redrive_policy.messages": (
                    "found a redrive policy in an aws_sqs_queue_redrive_policy,"
                    " wanted redrive_policy of the queue itself"
                )
            },
        ),
        Row("a queue that no function reads", {MAPPING: REMOVED, REDRIVE: REMOVED}, {QUEUE: None}),
    ),
)
