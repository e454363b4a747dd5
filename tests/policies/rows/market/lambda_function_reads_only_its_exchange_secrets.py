"""What proves lambda_function_reads_only_its_exchange_secrets."""

from tests.policies.documents import REMOVED, Row, Rows
from tests.policies.statements import ACCOUNT, PARTITION, allow, document

WORKER = "aws_lambda_function.worker"
POLICY = "aws_iam_role_policy.worker.policy"
VARIABLES = f"{WORKER}.environment.variables"
EXCHANGES = f"{VARIABLES}.EXCHANGE_ENDPOINTS"
PARAMETER = f"{PARTITION}:ssm:us-east-1:{ACCOUNT}:parameter/secret"
SHOWN = "arn:<partition>:ssm:us-east-1:<account>:parameter/secret"
KRAKEN = '{"kraken":"https://api.kraken.com"}'


def _read(*names: str) -> str:
    return document(allow("ssm:GetParameter", [f"{PARAMETER}/{name}" for name in names]))


ROWS = Rows(
    resources={
        "aws_iam_role": {"worker": {}},
        "aws_iam_role_policy": {
            "worker": {"role": "${aws_iam_role.worker.id}", "policy": _read("kraken-dev")}
        },
        "aws_lambda_function": {
            "worker": {
                "environment": {
                    "variables": {
                        "EXCHANGE_ENDPOINTS": KRAKEN,
                        "SECRET_PARAMETER_PREFIX": "/secret/",
                    }
                },
                "role": "${aws_iam_role.worker.arn}",
            }
        },
    },
    compliant=(WORKER,),
    table=(
        Row(
            "an exchange without its secret",
            {EXCHANGES: '{"kraken":"https://api.kraken.com","okx":"https://www.okx.com"}'},
            {WORKER: f"found no ssm:GetParameter on {SHOWN}/okx-dev, wanted one for each exchange"},
        ),
        Row(
            "the secret of an exchange that it does not serve",
            {POLICY: _read("kraken-dev", "okx-dev")},
            {
                WORKER: f"found ssm:GetParameter on {SHOWN}/okx-dev,"
                " wanted only secrets of its exchanges"
            },
        ),
        Row(
            "the secret of another environment",
            {POLICY: _read("kraken-dev", "kraken-prod")},
            {
                WORKER: f"found ssm:GetParameter on {SHOWN}/kraken-prod,"
                " wanted only secrets of its exchanges"
            },
        ),
        Row(
            "every secret",
            {POLICY: _read("*")},
            {WORKER: f"found ssm:GetParameter on {SHOWN}/*, wanted only secrets of its exchanges"},
        ),
        Row(
            "a secret denied",
            {
                POLICY: document(
                    {**allow("ssm:GetParameter", f"{PARAMETER}/kraken-dev"), "Effect": "Deny"}
                )
            },
            {
                WORKER: f"found no ssm:GetParameter on {SHOWN}/kraken-dev,"
                " wanted one for each exchange"
            },
        ),
        Row(
            "an endpoint that anybody can listen to",
            {EXCHANGES: '{"kraken":"http://api.kraken.com"}'},
            {
                WORKER: "found EXCHANGE_ENDPOINTS ="
                ' "{\\"kraken\\":\\"http://api.kraken.com\\"}", wanted exchanges with'
                " https endpoints"
            },
        ),
        Row(
            "exchanges that are no JSON",
            {EXCHANGES: "kraken"},
            {WORKER: 'found EXCHANGE_ENDPOINTS = "kraken", wanted exchanges with https endpoints'},
        ),
        Row(
            "exchanges in a list",
            {EXCHANGES: '["kraken"]'},
            {
                WORKER: 'found EXCHANGE_ENDPOINTS = "[\\"kraken\\"]",'
                " wanted exchanges with https endpoints"
            },
        ),
        Row(
            "parameters decided elsewhere",
            {f"{VARIABLES}.SECRET_PARAMETER_PREFIX": REMOVED, EXCHANGES: "{}"},
            {WORKER: 'undecided: exchanges: "{}"; parameters: nothing'},
        ),
        Row(
            "a document from elsewhere",
            {POLICY: "${var.policy}"},
            {WORKER: "undecided: policy: the expression ${var.policy} is not a readable document"},
        ),
        Row(
            "secrets of no exchange",
            {EXCHANGES: REMOVED},
            {
                WORKER: f"found ssm:GetParameter on {SHOWN}/kraken-dev,"
                " wanted only secrets of its exchanges"
            },
        ),
        Row(
            "neither exchange nor secret",
            {EXCHANGES: REMOVED, POLICY: document(allow("sns:Publish"))},
            {WORKER: None},
        ),
        Row("no role", {f"{WORKER}.role": REMOVED}, {WORKER: None}),
    ),
)
