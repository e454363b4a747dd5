"""What proves sqs_queue_restricts_redrive_sources."""

from tests.policies.documents import REMOVED, Row, Rows

DEAD, GIVEN_UP = "aws_sqs_queue.dead", "aws_sqs_queue.given_up"
ALLOWED, DENIED = f"{DEAD}.redrive_allow_policy", f"{GIVEN_UP}.redrive_allow_policy"
ARN = (
    "arn:${data.aws_partition.partition.partition}:sqs:us-east-1:"
    "${data.aws_caller_identity.current.account_id}"
)
WANTED = "wanted byQueue arn:<partition>:sqs:us-east-1:<account>:messages-dev"


def _by_queue(*names: str) -> str:
    listed = ", ".join(f'"{ARN}:{name}"' for name in names)
    return f'{{"redrivePermission": "byQueue", "sourceQueueArns": [{listed}]}}'


ROWS = Rows(
    resources={
        "aws_sqs_queue": {
            "messages": {
                "name": "messages-dev",
                "redrive_policy": '{"deadLetterTargetArn": "${aws_sqs_queue.dead.arn}"}',
            },
            "dead": {"redrive_allow_policy": _by_queue("messages-dev")},
            "given_up": {"redrive_allow_policy": '{"redrivePermission": "denyAll"}'},
        },
        "aws_lambda_function": {
            "worker": {"dead_letter_config": {"target_arn": "${aws_sqs_queue.given_up.arn}"}}
        },
    },
    compliant=(DEAD, GIVEN_UP),
    table=(
        Row(
            "no policy",
            {ALLOWED: REMOVED},
            {
                DEAD: "found no redrive_allow_policy"
                f" (any queue of the account can redrive into it), {WANTED}"
            },
        ),
        Row(
            "no policy where only Lambda writes",
            {DENIED: REMOVED},
            {
                GIVEN_UP: "found no redrive_allow_policy"
                " (any queue of the account can redrive into it), wanted denyAll"
            },
        ),
        Row(
            "everybody",
            {ALLOWED: '{"redrivePermission": "allowAll"}'},
            {DEAD: f"found redrive_allow_policy allowAll, {WANTED}"},
        ),
        Row(
            "a second queue",
            {ALLOWED: _by_queue("messages-dev", "other-dev")},
            {
                DEAD: "found redrive_allow_policy byQueue"
                " arn:<partition>:sqs:us-east-1:<account>:messages-dev,"
                f" arn:<partition>:sqs:us-east-1:<account>:other-dev, {WANTED}"
            },
        ),
        Row(
            "nobody, though a queue redrives",
            {ALLOWED: '{"redrivePermission": "denyAll"}'},
            {DEAD: f"found redrive_allow_policy denyAll, {WANTED}"},
        ),
        Row("no document", {ALLOWED: "[]"}, {DEAD: f'found redrive_allow_policy = "[]", {WANTED}'}),
        Row(
            "a policy that is decided elsewhere",
            {ALLOWED: "${var.allowed}"},
            {
                DEAD: "undecided: redrive_allow_policy:"
                " the expression ${var.allowed} is more than strings and references"
            },
        ),
        Row(
            "a policy in a resource of its own",
            {"aws_sqs_queue_redrive_allow_policy.dead": {}},
            {
                "aws_sqs_queue_redrive_allow_policy.dead": (
                    "found a policy in an aws_sqs_queue_redrive_allow_policy,"
                    " wanted redrive_allow_policy of the queue itself"
                )
            },
        ),
        Row("a queue into which nothing redrives", {"aws_lambda_function": {}}, {GIVEN_UP: None}),
    ),
)
