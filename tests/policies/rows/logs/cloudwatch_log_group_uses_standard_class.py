"""What proves cloudwatch_log_group_uses_standard_class."""

from tests.policies.documents import Row, Rows

GROUP = "aws_cloudwatch_log_group.worker"

ROWS = Rows(
    resources={"aws_cloudwatch_log_group": {"worker": {"name": "/aws/lambda/worker-dev"}}},
    compliant=(GROUP,),
    table=(
        Row(
            "the cheaper class",
            {f"{GROUP}.log_group_class": "INFREQUENT_ACCESS"},
            {GROUP: 'found log_group_class = "INFREQUENT_ACCESS", wanted "STANDARD"'},
        ),
        Row("the standard class by name", {f"{GROUP}.log_group_class": "STANDARD"}),
        Row(
            "a class that is decided elsewhere",
            {f"{GROUP}.log_group_class": "${var.class}"},
            {
                GROUP: "undecided: log_group_class:"
                " the expression ${var.class} is more than strings and references"
            },
        ),
        Row("another kind of resource", {"aws_sqs_queue.plain": {"log_group_class": "DELIVERY"}}),
    ),
)
