"""The permissions boundary: the most that any role of an environment can ever do.

It reaches what is named like the role's own environment, whatever the role's policies say: who
may make roles for a pull request cannot make one that reads production.
It is written down here, without Terraform, because an embedded cloud must have it as well.
https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
"""

from typing import Any

NAME = "market-pipelines-boundary"
DESCRIPTION = "The most that a role of an environment can do"
# The suffix of the role's environment, as IAM puts it in: every role carries it as a tag.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
SUFFIX = "${aws:PrincipalTag/Environment}"
# What functions do, by the names of what they do it to; a role has of it what its policy says.
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
    # A key has no name, and KMS may take minutes to know its tags; there is nothing to decrypt
    # for who cannot read what a key protects.
    "kms": (("Decrypt", "GenerateDataKey"), ("key/*",)),
}


def arn(partition: str, account: str) -> str:
    """The boundary's ARN in an account."""
    return f"arn:{partition}:iam::{account}:policy/{NAME}"


def document(partition: str, account: str, region: str) -> dict[str, Any]:
    """The boundary as a policy document: one environment's data, and no administration."""
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
    # DynamoDB knows no resource for it.
    return {"Sid": "Lists", "Effect": "Allow", "Action": ["dynamodb:ListStreams"], "Resource": "*"}
