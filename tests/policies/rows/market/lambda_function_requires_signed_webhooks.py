"""What proves lambda_function_requires_signed_webhooks."""

from tests.policies.documents import REMOVED, Row, Rows

WORKER = "aws_lambda_function.worker"
VARIABLES = f"{WORKER}.environment.variables"
UNSIGNED = f"{VARIABLES}.ALLOW_UNSIGNED"
ENDS = {
    "aws": [
        {"default_tags": [{"tags": {"Environment": "dev", "ExpiresAt": "2026-12-01T00:00:00Z"}}]}
    ]
}

ROWS = Rows(
    resources={
        "aws_lambda_function": {
            "worker": {
                "environment": {
                    "variables": {
                        "ALLOW_UNSIGNED": "false",
                        "EXCHANGE_ENDPOINTS": '{"kraken":"https://api.kraken.com"}',
                    }
                }
            }
        }
    },
    compliant=(WORKER,),
    table=(
        Row(
            "unsigned webhooks for ever",
            {UNSIGNED: "true"},
            {WORKER: "found ALLOW_UNSIGNED in an environment without an end, wanted false"},
        ),
        Row("unsigned webhooks for a while", {UNSIGNED: "true", "provider": ENDS}),
        Row(
            "nothing said",
            {UNSIGNED: REMOVED},
            {WORKER: "found no ALLOW_UNSIGNED (the function does not start), wanted true or false"},
        ),
        Row(
            "something that is no truth value",
            {UNSIGNED: "no"},
            {WORKER: 'found ALLOW_UNSIGNED = "no", wanted true or false'},
        ),
        Row(
            "decided elsewhere",
            {UNSIGNED: "${var.unsigned}"},
            {
                WORKER: "undecided: ALLOW_UNSIGNED: the expression ${var.unsigned}"
                " is more than strings and references"
            },
        ),
        Row("no webhooks", {VARIABLES: {"LEVEL": "INFO"}}, {WORKER: None}),
    ),
)
