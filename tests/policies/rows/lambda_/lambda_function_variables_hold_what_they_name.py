"""What proves lambda_function_variables_hold_what_they_name."""

from tests.policies.documents import REMOVED, Row, Rows

WORKER = "aws_lambda_function.worker"
VARIABLES = f"{WORKER}.environment.variables"
TABLE = "a reference to the name of an aws_dynamodb_table of this stack"
QUEUE = "a reference to the url of an aws_sqs_queue of this stack"
LISTED = "add the variable to policies/variables.toml"


def _denied(name: str) -> Row:
    answer = f"found the variable {name}, which changes Lambda, the SDK or the interpreter"
    return Row(name, {f"{VARIABLES}.{name}": "x"}, {WORKER: f"{answer}, wanted none"})


def _wrong(variable: str, value: object, wanted: str) -> Row:
    answer = f"found {variable} = {value}, wanted {wanted}"
    return Row(f"{variable} = {value}", {f"{VARIABLES}.{variable}": value}, {WORKER: answer})


def _right(variable: str, value: object) -> Row:
    return Row(f"{variable} may be {value}", {f"{VARIABLES}.{variable}": value})


ROWS = Rows(
    resources={
        "aws_dynamodb_table": {"prices": {"name": "prices-dev"}},
        "aws_sqs_queue": {"dead": {}},
        "aws_sns_topic": {"news": {}},
        "aws_lambda_function": {
            "worker": {
                "environment": {
                    "variables": {
                        "DEAD_LETTER_QUEUE_URL": "${aws_sqs_queue.dead.url}",
                        "SUCCESS_TOPIC_ARN": "${aws_sns_topic.news.arn}",
                        "TABLE_NAME": "${aws_dynamodb_table.prices.name}",
                    }
                }
            }
        },
    },
    compliant=(WORKER,),
    table=(
        *map(
            _denied,
            (
                *("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_SQS", "AWS_LAMBDA_EXEC_WRAPPER"),
                *("AWS_REGION", "_HANDLER", "LAMBDA_TASK_ROOT", "HTTPS_PROXY", "no_proxy"),
                *("ALL_PROXY", "LD_PRELOAD", "PATH", "PYTHONPATH", "NODE_OPTIONS", "TZ"),
                *("JAVA_TOOL_OPTIONS", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "SSLKEYLOGFILE"),
                *("HOSTALIASES", "BASH_ENV"),
            ),
        ),
        Row(
            "a variable that nobody listed",
            {f"{VARIABLES}.GREETING": "hello"},
            {WORKER: f"undecided: it is unknown what GREETING holds; {LISTED}"},
        ),
        _wrong("TABLE_NAME", "prices-prod", TABLE),
        _wrong("TABLE_NAME", "${aws_dynamodb_table.prices.name}-2", TABLE),
        _wrong("TABLE_NAME", "${aws_dynamodb_table.elsewhere.name}", TABLE),
        _wrong("TABLE_NAME", "${aws_dynamodb_table.prices.arn}", TABLE),
        _wrong("TABLE_NAME", "${aws_sns_topic.news.name}", TABLE),
        _wrong("DEAD_LETTER_QUEUE_URL", "https://sqs.us-east-1.amazonaws.com/1/dead", QUEUE),
        _wrong("MAX_AHEAD_SECONDS", "-1", "a number from 0 to 86400"),
        _wrong("MAX_AHEAD_SECONDS", "5m", "a number from 0 to 86400"),
        _wrong("MAX_AHEAD_SECONDS", "9999999", "a number from 0 to 86400"),
        _right("MAX_AHEAD_SECONDS", 300),
        _wrong("ALLOW_UNSIGNED", "no", "truth value"),
        _right("ALLOW_UNSIGNED", "false"),
        _wrong("EXCHANGE_ENDPOINTS", '{"kraken":"http://k.example"}', "JSON of https URLs"),
        _wrong("EXCHANGE_ENDPOINTS", '["https://k.example"]', "JSON of https URLs"),
        _wrong("EXCHANGE_ENDPOINTS", "{", "JSON of https URLs"),
        _right("EXCHANGE_ENDPOINTS", '{"kraken":"https://k.example"}'),
        _wrong("THRESHOLDS", '{"default":{"low":"cheap"}}', "JSON of numbers"),
        _right("THRESHOLDS", '{"default":{"high":"150.5","low":50}}'),
        _wrong("SECRET_PARAMETER_PREFIX", "webhook-secret", "parameter path"),
        _right("SECRET_PARAMETER_PREFIX", "/market-pipelines/webhook-secret/"),
        Row(
            "a table that is decided elsewhere",
            {f"{VARIABLES}.TABLE_NAME": "${var.table}"},
            {
                WORKER: "undecided: TABLE_NAME:"
                " the expression ${var.table} is more than strings and references"
            },
        ),
        Row("nothing", {f"{VARIABLES}.TABLE_NAME": None}),
        Row("no variables", {VARIABLES: REMOVED}),
        Row("variables decided elsewhere", {VARIABLES: "${var.settings}"}),
        Row("another kind of resource", {"aws_sqs_queue.queue": {"environment": {}}}),
    ),
)
