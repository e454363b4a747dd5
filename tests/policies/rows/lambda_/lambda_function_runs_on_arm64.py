"""What proves lambda_function_runs_on_arm64."""

from tests.policies.documents import REMOVED, Row, Rows

WORKER = "aws_lambda_function.worker"
ARCHITECTURES = f"{WORKER}.architectures"

ROWS = Rows(
    resources={"aws_lambda_function": {"worker": {"architectures": ["arm64"]}}},
    compliant=(WORKER,),
    table=(
        Row(
            "absent",
            {ARCHITECTURES: REMOVED},
            {WORKER: 'found no architectures (AWS uses x86_64), wanted ["arm64"]'},
        ),
        Row(
            "null",
            {ARCHITECTURES: None},
            {WORKER: 'found no architectures (AWS uses x86_64), wanted ["arm64"]'},
        ),
        Row(
            "x86_64",
            {ARCHITECTURES: ["x86_64"]},
            {WORKER: 'found architectures = ["x86_64"], wanted ["arm64"]'},
        ),
        Row(
            "both architectures",
            {ARCHITECTURES: ["arm64", "x86_64"]},
            {WORKER: 'found architectures = ["arm64", "x86_64"], wanted ["arm64"]'},
        ),
        Row(
            "empty list",
            {ARCHITECTURES: []},
            {WORKER: 'found no architectures (AWS uses x86_64), wanted ["arm64"]'},
        ),
        Row(
            "a bare text",
            {ARCHITECTURES: "arm64"},
            {WORKER: 'found architectures = "arm64", wanted ["arm64"]'},
        ),
        Row(
            "a variable",
            {ARCHITECTURES: ["${var.architecture}"]},
            {
                WORKER: "undecided: architectures: the expression ${var.architecture} is more"
                " than strings and references"
            },
        ),
        Row(
            "a reference within the stack",
            {
                "aws_lambda_function.other": {"architectures": ["arm64"]},
                ARCHITECTURES: "${aws_lambda_function.other.architectures}",
            },
            {"aws_lambda_function.other": "compliant"},
        ),
        Row("another kind of resource", {"aws_sqs_queue.plain": {"architectures": ["x86_64"]}}),
    ),
)
