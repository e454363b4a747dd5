"""What proves lambda_permission_names_its_source."""

from tests.policies.documents import REMOVED, Row, Rows
from tests.policies.statements import ACCOUNT

LOGS, PERMISSION = "aws_lambda_permission.logs", "aws_lambda_permission.api"
API = "aws_api_gateway_rest_api.api.execution_arn"
WANTED_GROUP = "wanted the arn of a log group of this stack, and :*"
WANTED_API = "wanted the execution_arn of an API of this stack, and /*/<verb>/<path>"
WORKER = "${aws_lambda_function.worker.function_name}"


def _api(name: str, path: str) -> Row:
    answer = f"found source_arn = {API}{path}, {WANTED_API}"
    return Row(name, {f"{PERMISSION}.source_arn": f"${{{API}}}{path}"}, {PERMISSION: answer})


ROWS = Rows(
    resources={
        "aws_lambda_function": {"worker": {"function_name": "worker-dev"}},
        "aws_cloudwatch_log_group": {"worker": {}},
        "aws_lambda_permission": {
            "logs": {
                "action": "lambda:InvokeFunction",
                "function_name": WORKER,
                "principal": "logs.amazonaws.com",
                "source_account": ACCOUNT,
                "source_arn": "${aws_cloudwatch_log_group.worker.arn}:*",
            },
            "api": {
                "action": "lambda:InvokeFunction",
                "function_name": WORKER,
                "principal": "apigateway.amazonaws.com",
                "source_arn": f"${{{API}}}/*/POST/webhooks/*",
            },
        },
    },
    compliant=(LOGS, PERMISSION),
    table=(
        Row(
            "any log group",
            {f"{LOGS}.source_arn": REMOVED},
            {LOGS: f"found no source_arn, {WANTED_GROUP}"},
        ),
        Row(
            "log groups by a pattern",
            {f"{LOGS}.source_arn": "arn:aws:logs:us-east-1:123456789012:log-group:*"},
            {
                LOGS: "found source_arn = arn:<partition>:logs:us-east-1:123456789012:log-group:*,"
                f" {WANTED_GROUP}"
            },
        ),
        Row(
            "a log group without its streams",
            {f"{LOGS}.source_arn": "${aws_cloudwatch_log_group.worker.arn}"},
            {LOGS: f"found source_arn = aws_cloudwatch_log_group.worker.arn, {WANTED_GROUP}"},
        ),
        Row(
            "any account",
            {f"{LOGS}.source_account": REMOVED},
            {LOGS: "found no source_account, wanted the account"},
        ),
        Row(
            "another account",
            {f"{LOGS}.source_account": "123456789012"},
            {LOGS: "found source_account = 123456789012, wanted the account"},
        ),
        _api("every path", "/*"),
        _api("every verb", "/*/*/webhooks/*"),
        _api("every path of a verb", "/*/POST/*"),
        _api("half a step of a path", "/*/POST/webhooks/*x"),
        Row(
            "a source decided elsewhere",
            {f"{PERMISSION}.source_arn": "${var.source}"},
            {
                PERMISSION: "undecided: source_arn:"
                " the expression ${var.source} is more than strings and references"
            },
        ),
        Row(
            "everybody",
            {f"{PERMISSION}.principal": "*"},
            {
                PERMISSION: 'found principal = "*", wanted apigateway.amazonaws.com or'
                " events.amazonaws.com or logs.amazonaws.com or sns.amazonaws.com"
            },
        ),
        Row(
            "every action",
            {f"{PERMISSION}.action": "lambda:*"},
            {PERMISSION: 'found action = "lambda:*", wanted lambda:InvokeFunction'},
        ),
        Row(
            "an alias that nobody invokes",
            {f"{PERMISSION}.qualifier": "live"},
            {
                PERMISSION: "found a qualifier, wanted none:"
                " services invoke the unqualified function"
            },
        ),
        Row(
            "a function of another stack",
            {f"{PERMISSION}.function_name": "other-dev"},
            {PERMISSION: 'found function_name = "other-dev", wanted a function of this stack'},
        ),
        Row(
            "an address on the internet",
            {"aws_lambda_function_url.worker": {"authorization_type": "AWS_IAM"}},
            {"aws_lambda_function_url.worker": "found a function URL, wanted the API of the stack"},
        ),
        Row("another kind of resource", {"aws_sqs_queue.queue": {"principal": "*"}}),
    ),
)
