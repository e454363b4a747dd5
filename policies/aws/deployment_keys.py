"""What the policy of a key grants to the role that deploys the environment of the key.

KMS applies the tags of a key up to five minutes late, its policy at once:
https://docs.aws.amazon.com/kms/latest/developerguide/tag-authorization.html
"""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from policies import Stack
from policies.aws.deployment_roles import PREFIX, SUFFIXES
from policies.aws.policy_documents import ACCOUNT, PARTITION, Statement, region

Conditions = frozenset[tuple[str, str, frozenset[str]]]
ANYTHING, ANYBODY = frozenset({"*"}), frozenset({("AWS", "*")})
ENVIRONMENT = "aws:RequestTag/Environment"
LIFE = {
    "kms:CreateAlias",
    "kms:DeleteAlias",
    "kms:DescribeKey",
    "kms:DisableKeyRotation",
    "kms:EnableKeyRotation",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:ListResourceTags",
    "kms:PutKeyPolicy",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:UpdateAlias",
    "kms:UpdateKeyDescription",
}
USE = {
    "kms:Decrypt",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
}
FOR_AWS = ("Bool", "kms:GrantIsForAWSResource", frozenset({"true"}))
# The services that use the key for the role; tests send messages and keep secrets.
SERVICES = {
    f"{PREFIX}deploy": ("dynamodb", "lambda"),
    f"{PREFIX}ephemeral": ("dynamodb", "lambda", "sqs", "ssm"),
}


def deployment(suffix: str, stack: Stack) -> Iterator[Statement]:
    """The statements for the one role that manages the suffix; none if no role does."""
    for role, patterns in SUFFIXES.items():
        if any(fnmatchcase(suffix, pattern) for pattern in patterns):
            yield from _of_role(role, stack)
            yield _keep_environment(suffix)


def _of_role(role: str, stack: Stack) -> Iterator[Statement]:
    arn = f"arn:{PARTITION}:iam::{ACCOUNT}:role/{role}"
    run: Conditions = frozenset(
        {
            ("ArnEquals", "aws:PrincipalArn", frozenset({arn})),
            ("StringEquals", "aws:PrincipalAccount", frozenset({ACCOUNT})),
        }
    )
    hosts = frozenset(f"{name}.{region(stack)}.amazonaws.com" for name in SERVICES[role])
    yield _allow(LIFE, run)
    yield _allow(USE, run | {("StringEquals", "kms:ViaService", hosts)})
    yield _allow({"kms:CreateGrant"}, run | {FOR_AWS})


def _keep_environment(suffix: str) -> Statement:
    other = frozenset(
        {
            ("Null", ENVIRONMENT, frozenset({"false"})),
            ("StringNotEquals", ENVIRONMENT, frozenset({suffix})),
        }
    )
    return Statement("Deny", frozenset({"kms:TagResource"}), ANYTHING, ANYBODY, other)


def _allow(actions: set[str], conditions: Conditions) -> Statement:
    return Statement("Allow", frozenset(actions), ANYTHING, ANYBODY, conditions)
