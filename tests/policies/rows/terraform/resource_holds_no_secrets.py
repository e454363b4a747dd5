"""What proves resource_holds_no_secrets."""

from tests.policies.documents import Row, Rows

QUEUE, ALARM = "aws_sqs_queue.q", "aws_cloudwatch_metric_alarm.a"
CLUSTER = "aws_rds_cluster.c"
KEY = "AKIA" + "ABCDEFGHIJKLMNOP"
JWT = "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxIn0." + "c2lnbmF0dXJl"
STATE = "which Terraform's state keeps as plain text, wanted no secret from Terraform"


def _secret(name: str, address: str, attribute: str, value: object, place: str = "") -> Row:
    answer = f"found a secret in {place or attribute}, wanted a text without secrets"
    return Row(name, {f"{address}.{attribute}": value}, {address: answer})


ROWS = Rows(
    resources={
        "aws_sqs_queue": {"q": {"name": "q-dev", "tags": {"Name": "q-dev"}}},
        "aws_cloudwatch_metric_alarm": {"a": {"alarm_description": "Errors above 0."}},
        "aws_rds_cluster": {"c": {"manage_master_user_password": True}},
    },
    compliant=(QUEUE, ALARM, CLUSTER),
    table=(
        _secret("a key in a tag", QUEUE, "tags", {"Owner": KEY}, "tags.Owner"),
        _secret("a tag called like a secret", QUEUE, "tags", {"DbPass": "hush"}, "tags.DbPass"),
        _secret("a key in an alarm's text", ALARM, "alarm_description", f"Log in with {KEY}."),
        _secret("a token in a text", ALARM, "alarm_description", f"curl -H {JWT}"),
        _secret(
            "a webhook of a chat",
            ALARM,
            "alarm_description",
            "https://hooks.slack.com/" + "services/T000/B000/abc",
        ),
        Row(
            "a secret in a template",
            {
                "aws_api_gateway_integration_response.r": {
                    "response_templates": {"application/json": f'{{"key": "{KEY}"}}'}
                }
            },
            {
                "aws_api_gateway_integration_response.r": "found a secret in"
                " response_templates.application/json, wanted a text without secrets"
            },
        ),
        Row(
            "a database with a plain password",
            {f"{CLUSTER}.master_password": "hush"},
            {CLUSTER: f"found master_password, {STATE}"},
        ),
        Row(
            "a secret string",
            {"aws_secretsmanager_secret_version.s": {"secret_string": "hush"}},
            {"aws_secretsmanager_secret_version.s": f"found secret_string, {STATE}"},
        ),
        Row(
            "a secret parameter",
            {"aws_ssm_parameter.p": {"type": "SecureString", "value": "hush"}},
            {"aws_ssm_parameter.p": f"found value, {STATE}"},
        ),
        Row(
            "a plain parameter",
            {"aws_ssm_parameter.p": {"insecure_value": "5", "type": "String"}},
            {"aws_ssm_parameter.p": "compliant"},
        ),
        Row(
            "a digest",
            {f"{QUEUE}.source_code_hash": "bicMdxWGsOTPIiFpn5+ZFPeAgXWANNeuMei1oVIsFR8="},
        ),
        Row(
            "the variables of a function, which have a policy of their own",
            {"aws_lambda_function.f": {"environment": {"variables": {"DB_PASS": "hush"}}}},
            {"aws_lambda_function.f": "compliant"},
        ),
        Row(
            "an attribute that might be anything",
            {f"{CLUSTER}.master_password": "${var.password}"},
            {
                CLUSTER: "undecided: master_password, which must hold no secret: the expression"
                " ${var.password} is more than strings and references"
            },
        ),
    ),
)
