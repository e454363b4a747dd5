"""What the roles of runs are denied, whatever is allowed."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from policies.aws.deployment_rights import KEY_USE, NAMELESS, READING_FUNCTIONS, is_reading
from policies.aws.deployment_roles import BOUNDARY_ARN, PREFIX
from policies.aws.policy_documents import ACCOUNT, PARTITION, Statement

ANYTHING = frozenset({"*"})
IAM = f"arn:{PARTITION}:iam::{ACCOUNT}"
# What makes, changes or removes nothing that carries the tag of an environment.
ON_DATA = {
    "dynamodb:BatchWriteItem",
    "dynamodb:GetItem",
    "dynamodb:Query",
    "lambda:InvokeFunction",
    "logs:FilterLogEvents",
    "sqs:ChangeMessageVisibility",
    "sqs:DeleteMessage",
    "sqs:ListMessageMoveTasks",
    "sqs:ReceiveMessage",
    "sqs:SendMessage",
    "sqs:StartMessageMoveTask",
}
# The name confines these; a new key has no tag yet.
UNTAGGED = {"iam:PassRole", "kms:CreateKey", *KEY_USE, *NAMELESS}
WRITING = (
    *("Add", "Attach", "Create", "Delete", "Detach", "Pass"),
    *("Put", "Remove", "Set", "Tag", "Untag", "Update"),
)


def no_secrets() -> Statement:
    """Secrets are for functions and for people."""
    return _deny({"ssm:GetParameter*"})


def limits(suffixes: tuple[str, ...], allowed: AbstractSet[str]) -> Iterator[Statement]:
    """The limits of a role that manages these environments and is allowed these actions."""
    yield _deny(_managing(allowed), others=("aws:ResourceTag/Environment", suffixes))
    yield _deny({"*"}, others=("aws:RequestTag/Environment", suffixes))
    yield _deny(
        {
            "iam:CreatePolicyVersion",
            "iam:DeletePolicy",
            "iam:DeletePolicyVersion",
            "iam:DeleteRolePermissionsBoundary",
            "iam:SetDefaultPolicyVersion",
        }
    )
    yield _without_boundary()
    yield _deny({f"iam:{verb}*" for verb in WRITING}, _deployment())
    yield _deny({"sts:AssumeRole"})


def _managing(allowed: AbstractSet[str]) -> set[str]:
    return {
        action
        for action in allowed - ON_DATA - READING_FUNCTIONS - UNTAGGED
        if not is_reading(action) and not action.startswith(("s3:", "ssm:"))
    }


def _without_boundary() -> Statement:
    unbounded = ("StringNotEquals", "iam:PermissionsBoundary", frozenset({BOUNDARY_ARN}))
    actions = {
        "iam:AttachRolePolicy",
        "iam:CreateRole",
        "iam:DeleteRolePolicy",
        "iam:PutRolePermissionsBoundary",
        "iam:PutRolePolicy",
    }
    return Statement("Deny", frozenset(actions), ANYTHING, frozenset(), frozenset({unbounded}))


def _deployment() -> frozenset[str]:
    """The roles and policies of the account's own stack, and its trust in GitHub."""
    return frozenset({f"{IAM}:role/{PREFIX}*", f"{IAM}:policy/{PREFIX}*", f"{IAM}:oidc-provider/*"})


def _deny(
    actions: AbstractSet[str],
    resources: frozenset[str] = ANYTHING,
    others: tuple[str, tuple[str, ...]] | None = None,
) -> Statement:
    conditions: set[tuple[str, str, frozenset[str]]] = set()
    if others:
        tag, suffixes = others
        # A negated comparison alone is true of what carries no tag.
        conditions = {
            ("Null", tag, frozenset({"false"})),
            ("StringNotLike", tag, frozenset(suffixes)),
        }
    return Statement("Deny", frozenset(actions), resources, frozenset(), frozenset(conditions))
