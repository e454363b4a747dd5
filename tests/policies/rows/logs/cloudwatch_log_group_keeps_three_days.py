"""What proves cloudwatch_log_group_keeps_three_days."""

from tests.policies.documents import REMOVED, Row, Rows

GROUP = "aws_cloudwatch_log_group.worker"
DAYS = f"{GROUP}.retention_in_days"
NOTHING = "found no retention_in_days (CloudWatch keeps events forever, at a cost), wanted 3"


def _wrong(value: object, shown: str) -> Row:
    return Row(shown, {DAYS: value}, {GROUP: f"found retention_in_days = {shown}, wanted 3"})


ROWS = Rows(
    resources={"aws_cloudwatch_log_group": {"worker": {"retention_in_days": 3}}},
    compliant=(GROUP,),
    table=(
        Row("absent", {DAYS: REMOVED}, {GROUP: NOTHING}),
        Row("null", {DAYS: None}, {GROUP: NOTHING}),
        _wrong(0, "0"),
        _wrong(1, "1"),
        _wrong(5, "5"),
        _wrong(3.5, "3.5"),
        _wrong("30", '"30"'),
        _wrong([3], "[3]"),
        Row("a number as text, which Terraform converts", {DAYS: "3"}),
        Row(
            "a reference within the stack",
            {
                "aws_cloudwatch_log_group.other": {"retention_in_days": 3},
                DAYS: "${aws_cloudwatch_log_group.other.retention_in_days}",
            },
            {"aws_cloudwatch_log_group.other": "compliant"},
        ),
        Row(
            "a reference to nowhere",
            {DAYS: "${aws_cloudwatch_log_group.gone.retention_in_days}"},
            {
                GROUP: "undecided: retention_in_days:"
                " aws_cloudwatch_log_group.gone.retention_in_days refers outside the stack"
            },
        ),
        Row(
            "a reference to itself",
            {DAYS: "${aws_cloudwatch_log_group.worker.retention_in_days}"},
            {
                GROUP: "undecided: retention_in_days: references form a cycle:"
                " aws_cloudwatch_log_group.worker.retention_in_days"
                " -> aws_cloudwatch_log_group.worker.retention_in_days"
            },
        ),
        Row("another kind of resource", {"aws_sqs_queue.plain": {"retention_in_days": 9}}),
    ),
)
