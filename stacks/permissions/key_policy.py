"""What the key policy of an environment grants to the role that deploys the environment.

The policy of a key holds from the moment of its creation. KMS applies tags up to five minutes
late, and Terraform enables the rotation right after it has created the key.
- docs/claims.md#late-key-tags
- docs/claims.md#no-resource-tags-in-key-policies

The principal is `*` under conditions on the role and the account. A role's ARN as the principal
would become the role's internal id, and the key would be lost to a role that is made anew. The
account is not compared by kms:CallerAccount: a CreateKey lacks it, and CreateKey asks whether its
caller may PutKeyPolicy afterwards.
- docs/claims.md#anybody-with-conditions
- docs/claims.md#caller-account
- docs/claims.md#create-key-lockout
"""

from collections.abc import Mapping
from typing import Any

from stacks.constructs.account import Account
from stacks.constructs.policy_document import deny, statement
from stacks.permissions import actions
from stacks.permissions.managers import manager

ANYBODY = {"AWS": "*"}
ENVIRONMENT = "aws:RequestTag/Environment"
# Tables and variables of functions are encrypted with the rights of the role that deploys them.
DEPLOYED_THROUGH = ("dynamodb", "lambda")
# The integration tests send, receive and keep secrets, in ephemeral environments only.
USED_THROUGH = {"deploy": DEPLOYED_THROUGH, "ephemeral": (*DEPLOYED_THROUGH, "sqs", "ssm")}


def deployment(account: Account, suffix: str) -> list[dict[str, Any]]:
    """The statements for the role that manages the environment; none if no role does.

    - docs/claims.md#alias-and-key
    - docs/claims.md#variables-by-creator
    - docs/claims.md#grants-for-aws
    """
    role = manager(suffix)
    if role is None:
        return []
    run = _run(account, role)
    equal = run["StringEquals"]
    hosts = [f"{name}.{account.region}.amazonaws.com" for name in USED_THROUGH[role]]
    through = {**run, "StringEquals": {**equal, "kms:ViaService": hosts}}
    for_aws = {**run, "Bool": {"kms:GrantIsForAWSResource": "true"}}
    return [
        statement("Deployment", actions.KEYS, ["*"], run, ANYBODY),
        statement("DeploymentUse", actions.KEY_USE, ["*"], through, ANYBODY),
        statement("DeploymentGrants", ["kms:CreateGrant"], ["*"], for_aws, ANYBODY),
        _keep_environment(suffix),
    ]


def _run(account: Account, role: str) -> Mapping[str, Mapping[str, Any]]:
    """The condition that a session of the role asks."""
    arn = account.global_arn("iam", f"role/market-pipelines-{role}")
    return {
        "ArnEquals": {"aws:PrincipalArn": arn},
        "StringEquals": {"aws:PrincipalAccount": account.id},
    }


def _keep_environment(suffix: str) -> dict[str, Any]:
    """Nobody gives the key to another environment by its tag.

    To create a key with tags takes the right to tag any key: KMS wants an IAM policy that names no
    key.
    - docs/claims.md#tag-any-new-key
    - docs/claims.md#request-tag-in-key-policies
    """
    other = {"Null": {ENVIRONMENT: "false"}, "StringNotEquals": {ENVIRONMENT: suffix}}
    return deny("KeepEnvironment", ["kms:TagResource"], ["*"], other, "*")
