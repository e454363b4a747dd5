"""The rights that a request takes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from localcloud.account import ACCOUNT, REGION
from localcloud.authorization.patterns import ARN_PARTS, Context

EVERY = "*"


@dataclass(frozen=True)
class Need:
    """An action on a resource (its ARN, or `*`), with the request's own condition keys.

    `key` is the KMS key that the request itself names, where the resource does not know it yet.
    """

    action: str
    resource: str = EVERY
    context: Context = field(default_factory=dict)
    key: str = ""


def arn(service: str, resource: str) -> str:
    """The ARN of a resource in the one account and region."""
    return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{resource}"


def service_of(resource: str) -> str:
    """The service in an ARN, "" for anything else."""
    parts = resource.split(":", ARN_PARTS - 1)
    return parts[2] if len(parts) == ARN_PARTS and parts[0] == "arn" else ""


def request_tags(tags: Mapping[str, str]) -> dict[str, Any]:
    """The condition keys of the tags in a request; none if it has no tags."""
    if not tags:
        return {}
    shown = {f"aws:RequestTag/{name}": value for name, value in tags.items()}
    return {**shown, "aws:TagKeys": list(tags)}


def tag_keys(names: Iterable[str]) -> dict[str, Any]:
    """The condition key of a request that takes tags away."""
    return {"aws:TagKeys": list(names)}


def pairs(listed: Any, name: str = "Key", value: str = "Value") -> dict[str, str]:
    """Tags as a mapping, from either form in which the APIs take them."""
    if isinstance(listed, Mapping):
        return dict(listed)
    return {each[name]: each.get(value, "") for each in listed or []}
