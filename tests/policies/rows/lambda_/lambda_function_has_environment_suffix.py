"""What proves lambda_function_has_environment_suffix."""

from tests.policies.documents import REMOVED, Row, Rows

WORKER = "aws_lambda_function.worker"
ENVIRONMENT = f"{WORKER}.environment"
SUFFIX = f"{ENVIRONMENT}.variables.ENVIRONMENT_SUFFIX"
NOTHING = 'found no ENVIRONMENT_SUFFIX (the function does not know its environment), wanted "dev"'

ROWS = Rows(
    resources={
        "aws_lambda_function": {
            "worker": {"environment": {"variables": {"ENVIRONMENT_SUFFIX": "dev"}}}
        }
    },
    compliant=(WORKER,),
    table=(
        Row("no variables", {ENVIRONMENT: REMOVED}, {WORKER: NOTHING}),
        Row("not set", {SUFFIX: REMOVED}, {WORKER: NOTHING}),
        Row(
            "the suffix of another environment",
            {SUFFIX: "prod"},
            {WORKER: 'found ENVIRONMENT_SUFFIX = "prod", wanted "dev"'},
        ),
        Row(
            "a stack that does not say",
            {"provider": {"aws": [{}]}},
            {WORKER: None},
        ),
        Row(
            "decided elsewhere",
            {SUFFIX: "${var.suffix}"},
            {
                WORKER: "undecided: ENVIRONMENT_SUFFIX: the expression ${var.suffix}"
                " is more than strings and references"
            },
        ),
        Row("another kind of resource", {"aws_sqs_queue.queue": {"environment": {}}}),
    ),
)
