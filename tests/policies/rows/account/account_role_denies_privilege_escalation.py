"""What proves account_role_denies_privilege_escalation."""

from typing import Any

from tests.policies.deployment import ROLES, limits, resources
from tests.policies.documents import REMOVED, Row, Rows
from tests.policies.statements import allow, document

MANAGED = ["sqs:CreateQueue", "sqs:DeleteQueue"]
ALLOWED = allow([*MANAGED, "sqs:ListQueues", "sqs:SendMessage"], "*")
PLAN, EPHEMERAL, DEPLOY = (f"aws_iam_role.{role}" for role in ROLES)
IAM = "arn:<partition>:iam::<account>"


def rights(role: str) -> list[Any]:
    return [ALLOWED, *limits(role, MANAGED)] if role != "plan" else limits(role, [])


def _row(name: str, role: str, said: list[Any], answer: str) -> Row:
    changed = {f"aws_iam_policy.{role}-rights.policy": document(*said)}
    return Row(name, changed, {f"aws_iam_role.{role}": answer})


def without(role: str, first_action: str) -> list[Any]:
    return [each for each in rights(role) if each["Action"][0] != first_action]


ROWS = Rows(
    resources=resources({role: rights(role) for role in ROLES}),
    compliant=(PLAN, EPHEMERAL, DEPLOY),
    table=(
        _row(
            "secrets for plans",
            "plan",
            [allow("sqs:ListQueues")],
            "found for the role: nothing, wanted Deny, on *, ssm:GetParameter*",
        ),
        _row(
            "secrets for deployments",
            "deploy",
            without("deploy", "ssm:GetParameter*"),
            "found for the role: nothing, wanted Deny, on *, ssm:GetParameter*",
        ),
        _row(
            "an action on the environments of others",
            "ephemeral",
            [allow([*MANAGED, "sqs:TagQueue"]), *limits("ephemeral", MANAGED)],
            "found for the role: nothing, wanted sqs:TagQueue",
        ),
        _row(
            "the tag of another environment",
            "ephemeral",
            without("ephemeral", "*"),
            "found for the role: nothing, wanted *, Deny, if aws:RequestTag/Environment Null false,"
            " if aws:RequestTag/Environment StringNotLike pr-*, on *",
        ),
        _row(
            "a change of the boundary",
            "ephemeral",
            without("ephemeral", "iam:CreatePolicyVersion"),
            "found for the role: nothing, wanted Deny, iam:CreatePolicyVersion, iam:DeletePolicy,"
            " iam:DeletePolicyVersion, iam:DeleteRolePermissionsBoundary,"
            " iam:SetDefaultPolicyVersion, on *",
        ),
        _row(
            "roles without the boundary",
            "deploy",
            without("deploy", "iam:AttachRolePolicy"),
            "found for the role: nothing, wanted Deny, iam:AttachRolePolicy, iam:CreateRole,"
            " iam:DeleteRolePolicy, iam:PutRolePermissionsBoundary, iam:PutRolePolicy,"
            f" if iam:PermissionsBoundary StringNotEquals {IAM}:policy/market-pipelines-boundary,"
            " on *",
        ),
        _row(
            "a deployment that rules itself",
            "deploy",
            without("deploy", "iam:Add*"),
            "found for the role: nothing, wanted Deny, iam:Add*, iam:Attach*, iam:Create*,"
            " iam:Delete*, iam:Detach*, iam:Pass*, iam:Put*, iam:Remove*, iam:Set*, iam:Tag*,"
            f" iam:Untag*, iam:Update*, on {IAM}:oidc-provider/*,"
            f" on {IAM}:policy/market-pipelines-*, on {IAM}:role/market-pipelines-*",
        ),
        _row(
            "another role",
            "deploy",
            without("deploy", "sts:AssumeRole"),
            "found for the role: nothing, wanted Deny, on *, sts:AssumeRole",
        ),
        Row(
            "no boundary",
            {"aws_iam_policy.boundary": REMOVED},
            dict.fromkeys(
                (PLAN, EPHEMERAL, DEPLOY),
                "found no boundary in the stack,"
                " wanted an aws_iam_policy named market-pipelines-boundary",
            ),
        ),
        Row(
            "a policy from elsewhere",
            {"aws_iam_policy.plan-rights.policy": "${var.rights}"},
            {PLAN: "undecided: policy: the expression ${var.rights} is not a readable document"},
        ),
        Row("what is no role", {"aws_sqs_queue.other": {}}),
    ),
)
