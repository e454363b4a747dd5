"""The policies that have a say in what a role may do, as moto keeps them."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from moto.iam.models import iam_backends

from localcloud.account import ACCOUNT

Statements = list[Mapping[str, Any]]


def iam() -> Any:
    """What moto keeps of IAM."""
    return iam_backends[ACCOUNT]["aws"]


def find_role(arn: str) -> Any | None:
    """The role of this ARN; None if there is none."""
    return next((role for role in iam().get_roles() if role.arn == arn), None)


def identity_policies(role: Any) -> Statements:
    """The statements of the role's inline and attached policies."""
    attached = (policy.document for policy in role.managed_policies.values())
    return _all([*role.policies.values(), *attached])


def boundary(role: Any) -> Statements | None:
    """The statements of the role's permissions boundary; None without one."""
    policy = iam().managed_policies.get(role.permissions_boundary_arn)
    return statements(policy.document) if policy else None


def statements(text: str) -> Statements:
    """The statements of a policy document.

    Raises:
        ValueError: the text is no policy.
    """
    document = json.loads(text)
    found = document.get("Statement", []) if isinstance(document, dict) else [None]
    listed = list(found) if isinstance(found, list) else [found]
    if not all(isinstance(each, dict) and "Effect" in each for each in listed):
        raise ValueError("no policy")
    return listed


def _all(documents: Iterable[str]) -> Statements:
    return [each for document in documents for each in statements(document)]
