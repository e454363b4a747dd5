"""The permissions boundary: the maximum permissions of every role of an environment.

It covers resources of the role's own environment only, by name. Whoever may create roles for a
pull request can therefore not create one that reads production.
It is data without Terraform, because the embedded cloud needs it too.
https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
"""

from typing import Any

NAME = "market-pipelines-boundary"
DESCRIPTION = "Maximum permissions of every role of an environment"
# IAM replaces it by the suffix of the role's environment, which every role has as a tag; also when
# Lambda checks the rights of a role: docs/claims.md#role-check-sees-tag
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
SUFFIX = "${aws:PrincipalTag/Environment}"
# The actions of all functions, and the names of their resources; a role's policy allows a part.
DATA: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "dynamodb": (
        ("PutItem", "Query", "UpdateItem"),
        (f"table/*-{SUFFIX}",),
    ),
    "dynamodb streams": (
        ("DescribeStream", "GetRecords", "GetShardIterator"),
        (f"table/*-{SUFFIX}/stream/*",),
    ),
    "logs": (
        ("CreateLogStream", "PutLogEvents"),
        (f"log-group:/aws/lambda/*-{SUFFIX}:*",),
    ),
    "sns": (("Publish",), (f"*-{SUFFIX}",)),
    "sqs": (
        ("DeleteMessage", "GetQueueAttributes", "ReceiveMessage", "SendMessage"),
        (f"*-{SUFFIX}",),
    ),
    "ssm": (("GetParameter",), (f"parameter/market-pipelines/webhook-secret/*-{SUFFIX}",)),
    # A key has no name, and KMS may take minutes to apply its tags. Without access to the data,
    # a principal has nothing to decrypt.
    "kms": (("Decrypt", "GenerateDataKey"), ("key/*",)),
}


def arn(partition: str, account: str) -> str:
    """The boundary's ARN in an account."""
    return f"arn:{partition}:iam::{account}:policy/{NAME}"


def document(partition: str, account: str, region: str) -> dict[str, Any]:
    """The boundary as a policy document: data of one environment, no administration."""
    statements = [_lists()]
    for title, (actions, names) in DATA.items():
        service = title.split()[0]
        here = f"arn:{partition}:{service}:{region}:{account}"
        statements.append(
            {
                "Sid": title.title().replace(" ", ""),
                "Effect": "Allow",
                "Action": [f"{service}:{action}" for action in actions],
                "Resource": [f"{here}:{name}" for name in names],
            }
        )
    return {"Version": "2012-10-17", "Statement": statements}


def _lists() -> dict[str, Any]:
    # The action has no resource type.
    return {"Sid": "Lists", "Effect": "Allow", "Action": ["dynamodb:ListStreams"], "Resource": "*"}
