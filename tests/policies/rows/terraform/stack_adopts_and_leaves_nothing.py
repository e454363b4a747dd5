"""What proves stack_adopts_and_leaves_nothing."""

from tests.policies.documents import Row, Rows

BACKEND, QUEUE = "terraform.backend", "aws_sqs_queue.dead"
URL = "https://sqs.us-east-1.amazonaws.com/111122223333/dead-prod"
WANTED = "wanted a waiver that names it, or none"
KEPT = {"destroy": False}

ROWS = Rows(
    resources={"aws_sqs_queue": {"dead": {"name": "dead-dev"}}},
    compliant=(BACKEND,),
    table=(
        Row(
            "an import",
            {"import": [{"to": QUEUE, "id": URL}]},
            {f"import.{QUEUE}[{URL}]": f"found the block import, {WANTED}"},
        ),
        Row(
            "an import that is written as an object",
            {"import": {"to": QUEUE, "id": "dead"}},
            {f"import.{QUEUE}[dead]": f"found the block import, {WANTED}"},
        ),
        Row(
            "an import of whatever an expression names",
            {"import": {"to": QUEUE, "id": "${var.id}"}},
            {"import.0": "undecided: the block import is no plain text"},
        ),
        Row(
            "an import by a pattern",
            {"import": {"to": QUEUE, "id": "*"}},
            {"import.0": "undecided: the block import is no plain text"},
        ),
        Row(
            "a queue that stays behind",
            {"removed": [{"from": "aws_sqs_queue.old", "lifecycle": KEPT}]},
            {"removed.aws_sqs_queue.old": f"found the block removed, {WANTED}"},
        ),
        Row("empty lists", {"import": [], "removed": None}),
    ),
)
