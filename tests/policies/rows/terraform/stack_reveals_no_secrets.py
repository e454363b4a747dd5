"""What proves stack_reveals_no_secrets."""

from tests.policies.documents import Row, Rows

BLOCKS = ("provider.aws", "terraform.backend", "terraform.required_providers")
OUT, CHECK = "output.address", "check.region"
SECRET = "found a secret, wanted the name or the arn of what holds it"
# The example of Standard Webhooks; https://github.com/standard-webhooks/standard-webhooks.
KEY = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def _of(reference: str) -> dict[str, str]:
    found = f"found the value of {reference}, wanted the name or the arn of what holds it"
    return {OUT: found}


ROWS = Rows(
    resources={"aws_sqs_queue": {"dead": {"name": "dead-dev"}}},
    compliant=BLOCKS,
    table=(
        Row(
            "the name of a parameter",
            {OUT: {"value": "${aws_ssm_parameter.p.name}"}},
            {OUT: "compliant"},
        ),
        Row(
            "the value of a parameter",
            {OUT: {"value": "${aws_ssm_parameter.p.value}"}},
            _of("aws_ssm_parameter.p.value"),
        ),
        Row(
            "a secret within a list",
            {OUT: {"value": ["a", "${aws_iam_access_key.k.secret}"]}},
            _of("aws_iam_access_key.k.secret"),
        ),
        Row("a secret in plain text", {OUT: {"value": f"key {KEY}"}}, {OUT: SECRET}),
        Row(
            "a password by its name",
            {"output.db_password": {"value": "hunter2"}},
            {"output.db_password": SECRET},
        ),
        Row(
            "a secret in what an output says of itself",
            {OUT: {"value": "a", "description": f"The key is {KEY}."}},
            {OUT: "found a secret beside the value, wanted the name or the arn of what holds it"},
        ),
        Row(
            "a secret in what a check says",
            {CHECK: {"assert": {"condition": "${true}", "error_message": f"{KEY} is wrong"}}},
            {CHECK: SECRET},
        ),
        Row("a check", {CHECK: {"assert": []}}, {CHECK: "compliant"}),
        Row("no value", {OUT: {"value": None}}, {OUT: "compliant"}),
        Row("no output", {"output": {}}),
        Row(
            "a function",
            {OUT: {"value": "${upper(aws_sqs_queue.dead.name)}"}},
            {
                OUT: "undecided: the expression ${upper(aws_sqs_queue.dead.name)} is more than"
                " references"
            },
        ),
        Row(
            "credentials of the backend",
            {"terraform.backend": {"s3": {"secret_key": "abc"}}},
            {"terraform.backend": SECRET},
        ),
        Row(
            "credentials of the provider",
            {"provider.aws": [{"secret_key": "abc"}]},
            {"provider.aws": SECRET},
        ),
    ),
)
