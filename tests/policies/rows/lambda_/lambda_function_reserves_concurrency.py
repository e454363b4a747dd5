"""What proves lambda_function_reserves_concurrency."""

from tests.policies.documents import REMOVED, Row, Rows

WORKER = "aws_lambda_function.worker"
RESERVED = f"{WORKER}.reserved_concurrent_executions"
WANTED = "wanted a whole number from 1 up"
NOTHING = (
    "found no reserved_concurrent_executions"
    f" (-1: the function shares the account's concurrency without a limit), {WANTED}"
)


def _wrong(value: object, shown: str) -> Row:
    answer = f"found reserved_concurrent_executions = {shown}, {WANTED}"
    return Row(shown, {RESERVED: value}, {WORKER: answer})


ROWS = Rows(
    resources={"aws_lambda_function": {"worker": {"reserved_concurrent_executions": 5}}},
    compliant=(WORKER,),
    table=(
        Row("absent", {RESERVED: REMOVED}, {WORKER: NOTHING}),
        Row("null", {RESERVED: None}, {WORKER: NOTHING}),
        _wrong(0, "0"),
        _wrong(-1, "-1"),
        _wrong(0.5, "0.5"),
        _wrong(1.5, "1.5"),
        _wrong("many", '"many"'),
        _wrong(True, "true"),
        Row("one", {RESERVED: 1}),
        Row("a number as text, which Terraform converts", {RESERVED: "5"}),
        Row(
            "a data source",
            {RESERVED: "${data.aws_ssm_parameter.reserved.value}"},
            {
                WORKER: "undecided: reserved_concurrent_executions:"
                " data.aws_ssm_parameter.reserved.value refers outside the stack"
            },
        ),
        Row(
            "a reference within the stack",
            {
                "aws_lambda_function.other": {"reserved_concurrent_executions": 0},
                RESERVED: "${aws_lambda_function.other.reserved_concurrent_executions}",
            },
            {
                WORKER: f"found reserved_concurrent_executions = 0, {WANTED}",
                "aws_lambda_function.other": f"found reserved_concurrent_executions = 0, {WANTED}",
            },
        ),
        Row("another kind of resource", {"aws_sqs_queue.plain": {}}),
    ),
)
