"""Small roles of runs for rows: each with one policy that belongs to it."""

from typing import Any

from tests.policies.statements import ACCOUNT, PARTITION, document

ROLES = ("plan", "ephemeral", "deploy")
OTHERS = {"plan": (), "ephemeral": ("pr-*",), "deploy": ("dev", "prod")}
IAM = f"{PARTITION}:iam::{ACCOUNT}"
BOUNDARY = f"{IAM}:policy/market-pipelines-boundary"
BOUNDED = {"StringEquals": {"iam:PermissionsBoundary": BOUNDARY}}


def resources(rights: dict[str, list[Any]]) -> dict[str, Any]:
    """Roles, their policies and the boundary; `rights` are the statements of each role."""
    policies = {
        f"{role}-rights": {"name": f"market-pipelines-{role}-rights", "policy": document(*said)}
        for role, said in rights.items()
    }
    boundary = {"name": "market-pipelines-boundary"}
    return {
        "aws_iam_policy": {**policies, "boundary": boundary},
        "aws_iam_role": {role: {"name": f"market-pipelines-{role}"} for role in rights},
        "aws_iam_role_policy_attachment": {
            role: {
                "policy_arn": f"${{aws_iam_policy.{role}-rights.arn}}",
                "role": f"${{aws_iam_role.{role}.name}}",
            }
            for role in rights
        },
        "aws_kms_key": {"states": {}},
        "aws_s3_bucket": {"states": {}},
    }


def deny(actions: list[str], on: object = "*", condition: object = None) -> dict[str, Any]:
    """A statement that denies."""
    said = {"Effect": "Deny", "Action": actions, "Resource": on}
    return {**said, "Condition": condition} if condition else said


def limits(role: str, managed: list[str]) -> list[dict[str, Any]]:
    """What a role is denied that is allowed to manage by these actions."""
    suffixes = list(OTHERS[role])
    others = [
        {"Null": {tag: "false"}, "StringNotLike": {tag: suffixes}}
        for tag in ("aws:ResourceTag/Environment", "aws:RequestTag/Environment")
    ]
    secrets = [] if role == "ephemeral" else [deny(["ssm:GetParameter*"])]
    if not suffixes:
        return secrets
    return [
        *secrets,
        deny(managed, "*", others[0]),
        deny(["*"], "*", others[1]),
        deny(KEEP_BOUNDARY),
        deny(UNBOUNDED, "*", {"StringNotEquals": {"iam:PermissionsBoundary": BOUNDARY}}),
        deny(WRITES, OURS),
        deny(["sts:AssumeRole"]),
    ]


KEEP_BOUNDARY = [
    "iam:CreatePolicyVersion",
    "iam:DeletePolicy",
    "iam:DeletePolicyVersion",
    "iam:DeleteRolePermissionsBoundary",
    "iam:SetDefaultPolicyVersion",
]
UNBOUNDED = [
    "iam:AttachRolePolicy",
    "iam:CreateRole",
    "iam:DeleteRolePolicy",
    "iam:PutRolePermissionsBoundary",
    "iam:PutRolePolicy",
]
WRITES = [
    f"iam:{verb}*"
    for verb in (
        *("Add", "Attach", "Create", "Delete", "Detach", "Pass"),
        *("Put", "Remove", "Set", "Tag", "Untag", "Update"),
    )
]
OURS = [
    f"{IAM}:role/market-pipelines-*",
    f"{IAM}:policy/market-pipelines-*",
    f"{IAM}:oidc-provider/*",
]
