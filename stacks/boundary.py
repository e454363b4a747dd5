"""The permissions boundary: the most that any role of an environment can ever do.

It is written down here, without Terraform, because an embedded cloud must have it as well.
https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
"""

from typing import Any

NAME = "market-pipelines-boundary"
DESCRIPTION = "The most that a role of an environment can do"
# What functions do to the data of pipelines; a role has of it what its own policy says.
DATA = (
    "dynamodb:DescribeStream",
    "dynamodb:GetRecords",
    "dynamodb:GetShardIterator",
    "dynamodb:PutItem",
    "dynamodb:Query",
    "dynamodb:UpdateItem",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "sns:Publish",
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
    "sqs:ReceiveMessage",
    "sqs:SendMessage",
)
KEYS = ("kms:Decrypt", "kms:GenerateDataKey")
SECRETS = "parameter/market-pipelines/webhook-secret/*"
ANYTHING = ("dynamodb:ListStreams",)


def arn(partition: str, account: str) -> str:
    """The boundary's ARN in an account."""
    return f"arn:{partition}:iam::{account}:policy/{NAME}"


def document(partition: str, account: str, region: str) -> dict[str, Any]:
    """The boundary as a policy document: within one account and region, no administration."""

    def here(*services: str) -> list[str]:
        return [f"arn:{partition}:{service}:{region}:{account}:*" for service in services]

    secrets = f"arn:{partition}:ssm:{region}:{account}:{SECRETS}"
    statements = [
        _allow("Data", DATA, here("dynamodb", "logs", "sns", "sqs")),
        _allow("Keys", KEYS, [f"arn:{partition}:kms:{region}:{account}:key/*"]),
        _allow("Secrets", ("ssm:GetParameter",), [secrets]),
        _allow("Lists", ANYTHING, ["*"]),
    ]
    return {"Version": "2012-10-17", "Statement": statements}


def _allow(sid: str, actions: tuple[str, ...], resources: list[str]) -> dict[str, Any]:
    return {"Sid": sid, "Effect": "Allow", "Action": list(actions), "Resource": resources}
