"""What proves lambda_function_is_in_no_vpc."""

from tests.policies.documents import Row, Rows

WORKER = "aws_lambda_function.worker"
VPC = f"{WORKER}.vpc_config"

ROWS = Rows(
    resources={"aws_lambda_function": {"worker": {"function_name": "worker-dev"}}},
    compliant=(WORKER,),
    table=(
        Row(
            "in a VPC",
            {VPC: {"security_group_ids": ["sg-1"], "subnet_ids": ["subnet-1"]}},
            {WORKER: "found vpc_config, wanted no vpc_config"},
        ),
        Row(
            "in a VPC of the stack",
            {VPC: [{"subnet_ids": ["${aws_subnet.private.id}"]}]},
            {WORKER: "found vpc_config, wanted no vpc_config"},
        ),
        Row("nothing, said aloud", {VPC: None}),
        Row(
            "decided elsewhere",
            {VPC: "${var.vpc}"},
            {
                WORKER: "undecided: vpc_config: the expression ${var.vpc}"
                " is more than strings and references"
            },
        ),
        Row("another kind of resource", {"aws_sqs_queue.queue": {"vpc_config": {}}}),
    ),
)
