"""What proves lambda_function_runtime_is_supported."""

from tests.policies.documents import REMOVED, Row, Rows

WORKER = "aws_lambda_function.worker"
RUNTIME = f"{WORKER}.runtime"
WANTED = "wanted a supported runtime, such as python3.13"

ROWS = Rows(
    resources={"aws_lambda_function": {"worker": {"runtime": "python3.13"}}},
    compliant=(WORKER,),
    table=(
        Row(
            "deprecated last year",
            {RUNTIME: "python3.9"},
            {WORKER: f'found runtime = "python3.9", deprecated on 2025-12-15, {WANTED}'},
        ),
        Row(
            "deprecated last month",
            {RUNTIME: "python3.10"},
            {WORKER: f'found runtime = "python3.10", deprecated on 2026-10-31, {WANTED}'},
        ),
        Row(
            "a runtime that nobody described",
            {RUNTIME: "nodejs22.x"},
            {WORKER: f'found runtime = "nodejs22.x", {WANTED}'},
        ),
        Row(
            "a near miss",
            {RUNTIME: "Python3.13"},
            {WORKER: f'found runtime = "Python3.13", {WANTED}'},
        ),
        Row(
            "no runtime",
            {RUNTIME: REMOVED},
            {
                WORKER: "found no runtime (a function without a runtime is a container image with"
                f" an unknown runtime), {WANTED}"
            },
        ),
        Row(
            "decided elsewhere",
            {RUNTIME: "${var.runtime}"},
            {
                WORKER: "undecided: runtime: the expression ${var.runtime}"
                " is more than strings and references"
            },
        ),
        Row("another kind of resource", {"aws_sqs_queue.queue": {"runtime": "python3.8"}}),
    ),
)
