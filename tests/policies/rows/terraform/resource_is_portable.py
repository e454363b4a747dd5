"""What proves resource_is_portable."""

from tests.policies.documents import REMOVED, Row, Rows

FUNCTION, QUEUE = "aws_lambda_function.worker", "aws_sqs_queue.dead"
FILE = f"{FUNCTION}.filename"
ZIP = "wanted the relative path of a zip file"

ROWS = Rows(
    resources={
        "aws_lambda_function": {"worker": {"filename": "assets/worker-code/0A/worker.zip"}},
        "aws_sqs_queue": {"dead": {"name": "dead-dev", "message_retention_seconds": 345_600}},
    },
    compliant=(FUNCTION, QUEUE),
    table=(
        Row(
            "the number of an account",
            {f"{QUEUE}.policy": '{"AWS": "arn:aws:iam::111122223333:root"}'},
            {QUEUE: "found the account 111122223333, wanted a reference to the account"},
        ),
        Row(
            "the account by reference",
            {f"{QUEUE}.policy": "arn:aws:iam::${data.aws_caller_identity.here.account_id}:root"},
        ),
        Row(
            "a suffix of twelve digits, such as a time",
            {
                "provider.aws": [{"default_tags": [{"tags": {"Environment": "202611211430"}}]}],
                f"{QUEUE}.name": "dead-202611211430",
            },
        ),
        Row("a number of thirteen digits", {f"{QUEUE}.name": "1795247398000"}),
        Row(
            "the home of somebody",
            {f"{QUEUE}.tags": {"Source": "/home/somebody/market"}},
            {QUEUE: "found the path /home/somebody/market, wanted no absolute path"},
        ),
        Row("a name that begins with a slash", {f"{QUEUE}.tags": {"Group": "/aws/lambda/x"}}),
        Row(
            "an artifact of one machine",
            {FILE: "/srv/worker.zip"},
            {FUNCTION: f'found filename = "/srv/worker.zip", {ZIP}'},
        ),
        Row(
            "an artifact from above",
            {FILE: "../worker.zip"},
            {FUNCTION: f'found filename = "../worker.zip", {ZIP}'},
        ),
        Row(
            "no artifact",
            {FILE: REMOVED},
            {FUNCTION: f"found no filename (the deployed code is unknown), {ZIP}"},
        ),
        Row(
            "an artifact that is decided elsewhere",
            {FILE: "${var.artifact}"},
            {
                FUNCTION: "undecided: filename:"
                " the expression ${var.artifact} is more than strings and references"
            },
        ),
    ),
)
