"""What proves lambda_function_environment_has_no_secrets."""

from tests.policies.documents import REMOVED, Row, Rows

WORKER = "aws_lambda_function.worker"
ENVIRONMENT = f"{WORKER}.environment"
VARIABLES = f"{ENVIRONMENT}.variables"
WANTED = "wanted a reference, or the name of a secret"
HEX = "0123456789abcdef" * 2


def _secret(name: str, variable: str, value: str) -> Row:
    return Row(
        name,
        {f"{VARIABLES}.{variable}": value},
        {WORKER: f"found a secret in {variable}, {WANTED}"},
    )


ROWS = Rows(
    resources={
        "aws_lambda_function": {
            "worker": {
                "environment": {
                    "variables": {
                        "ENDPOINTS": '{"kraken":"https://api.kraken.com"}',
                        "SECRET_PARAMETER_PREFIX": "/market-pipelines/webhook-secret/",
                        "TABLE_NAME": "${aws_dynamodb_table.prices.name}",
                    }
                }
            }
        }
    },
    compliant=(WORKER,),
    table=(
        _secret("a variable called like a secret", "WEBHOOK_SECRET", "hush"),
        _secret("a password", "DB_PASSWORD", "hush"),
        _secret("a name that begins like a secret", "SECRET_KRAKEN", "hush"),
        _secret("a secret within JSON", "SETTINGS", '{"kraken":{"apiKey":"hush"}}'),
        Row(
            "the ARN of a secret",
            {f"{VARIABLES}.SECRET": "arn:aws:ssm:us-east-1:123456789012:parameter/s"},
        ),
        _secret("a token in part of a text", "API_TOKEN", "hush-${aws_sqs_queue.queue.name}"),
        _secret("a key of AWS", "SETTINGS", "id=AKIA" + "ABCDEFGHIJKLMNOP"),
        _secret("a secret of Standard Webhooks", "SETTINGS", "whsec_" + "MfKQ9r8GKYqrTwjU"),
        _secret("a password in an address", "ENDPOINT", "https://me:" + "hush@example.org/"),
        _secret("a private key", "SETTINGS", "-----BEGIN " + "EC PRIVATE KEY-----"),
        _secret("a key in hexadecimal digits", "SETTINGS", HEX),
        _secret("letters and digits by chance", "SETTINGS", "aB3" * 11),
        _secret(
            "a secret in the path of an address", "HOOK", "https://example.org/T0/" + "aB3" * 11
        ),
        Row(
            "the long path of an address",
            {f"{VARIABLES}.API": "https://example.org/api/v1/brokerage/MarketData/TradeHistory"},
        ),
        Row("a short number in hexadecimal digits", {f"{VARIABLES}.BUILD": HEX[:31]}),
        Row("a secret by reference", {f"{VARIABLES}.SECRET": "${aws_ssm_parameter.secret.name}"}),
        Row("variables in a list of blocks", {ENVIRONMENT: [{"variables": {"LEVEL": "INFO"}}]}),
        Row("no variables", {VARIABLES: REMOVED}),
        Row("no environment", {ENVIRONMENT: REMOVED}),
        Row(
            "a variable decided elsewhere",
            {f"{VARIABLES}.LEVEL": "${var.level}"},
            {
                WORKER: "undecided: LEVEL: the expression ${var.level}"
                " is more than strings and references"
            },
        ),
        Row(
            "variables decided elsewhere",
            {VARIABLES: "${var.variables}"},
            {
                WORKER: "undecided: environment is an unknown value (the expression"
                " ${var.variables} is more than strings and references)"
            },
        ),
        Row("another kind of resource", {"aws_sqs_queue.queue": {"environment": {}}}),
    ),
)
