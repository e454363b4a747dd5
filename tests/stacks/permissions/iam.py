"""IAM's decision on what the stacks declare, by the evaluator of the embedded cloud."""

from collections.abc import Iterable, Mapping
from typing import Any

from localcloud.authorization.evaluation import Policies, decide
from localcloud.authorization.statements import Caller, Request
from tests.stacks.permissions.needs import ACCOUNT

Statements = Iterable[Mapping[str, Any]]
# The policy of a key that says nothing but that IAM policies count.
DELEGATES = [
    {
        "Effect": "Allow",
        "Action": "kms:*",
        "Resource": "*",
        "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
    }
]


def allows(
    identity: Statements,
    action: str,
    resource: str,
    context: Mapping[str, str],
    *,
    role: str = "nobody",
    key: Statements = DELEGATES,
    boundary: Statements | None = None,
) -> bool:
    """Whether a session of the role may: `identity` are its policies, `key` is a key's policy."""
    arn = f"arn:aws:iam::{ACCOUNT}:role/{role}"
    session = f"arn:aws:sts::{ACCOUNT}:assumed-role/{role}/GitHubActions"
    said = {"aws:PrincipalArn": arn, "aws:PrincipalAccount": ACCOUNT, **context}
    request = Request(action, resource, Caller(ACCOUNT, arn, session), said)
    is_key = ":key/" in resource
    policies = Policies(
        identity=list(identity),
        resource=list(key) if is_key else (),
        boundary=None if boundary is None else list(boundary),
        is_key=is_key,
    )
    return decide(request, policies).allowed


def run(role: str) -> str:
    """The name of a role of GitHub Actions."""
    return f"market-pipelines-{role}"
