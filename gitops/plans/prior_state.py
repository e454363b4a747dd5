"""What a plan says of the time before its apply."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

MANAGED, IDENTITY = "managed", "aws_caller_identity"
OWNER = re.compile(r"arn:[^:]+:[^:]+:[^:]*:(\d{12}):")


def is_managed(document: Mapping[str, Any]) -> bool:
    """Whether the stack has any resource."""
    return any(one["mode"] == MANAGED for one in _found(document))


def account(document: Mapping[str, Any]) -> str:
    """The account of the environment, as AWS says it; empty if nothing tells it.

    The plan has asked for it, or it owns most of what exists: ARNs are of AWS, too.
    """
    found = list(_found(document))
    asked = (_text(one, "account_id") for one in found if one.get("type") == IDENTITY)
    arns = (_text(one, "arn") for one in found if one["mode"] == MANAGED)
    owners = Counter(match[1] for arn in arns if (match := OWNER.match(arn)))
    return next((one for one in (*asked, *dict(owners.most_common(1))) if one), "")


def _text(resource: Mapping[str, Any], name: str) -> str:
    return str((resource.get("values") or {}).get(name) or "")


def _found(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The resources, and the data sources that are read, also those in modules."""
    waiting = [document.get("prior_state", {}).get("values", {}).get("root_module", {})]
    for module in waiting:
        yield from module.get("resources", ())
        waiting += module.get("child_modules", ())
