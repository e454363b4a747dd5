"""IAM and resource policies as JSON that is equal for equal policies."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from stacks.constructs.account import Account

VERSION = "2012-10-17"


def statement(
    sid: str,
    actions: Iterable[str],
    resources: Iterable[str],
    conditions: Mapping[str, Mapping[str, Any]] | None = None,
    principal: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """One Allow statement."""
    document: dict[str, Any] = {
        "Sid": sid,
        "Effect": "Allow",
        "Action": sorted(actions),
        "Resource": list(resources),
    }
    if conditions:
        document["Condition"] = conditions
    if principal:
        document["Principal"] = dict(principal)
    return document


def deny(
    sid: str,
    actions: Iterable[str],
    resources: Iterable[str],
    conditions: Mapping[str, Mapping[str, Any]] | None = None,
    principal: str | None = None,
) -> dict[str, Any]:
    """One Deny statement; it overrides every Allow."""
    built: dict[str, Any] = {**statement(sid, actions, resources, conditions), "Effect": "Deny"}
    return {**built, "Principal": principal} if principal else built


def from_alarms(account: Account, names: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The condition that the request comes from one of these alarms of this account.

    Literal ARNs: a pattern such as `*-dev` also matches an alarm of `x-pr-7-dev`.
    """
    return {
        "ArnEquals": {"aws:SourceArn": [account.arn("cloudwatch", f"alarm:{n}") for n in names]},
        "StringEquals": {"aws:SourceAccount": account.id},
    }


def document(statements: Iterable[Mapping[str, Any]]) -> str:
    """The policy as compact JSON with sorted keys."""
    return compact({"Version": VERSION, "Statement": list(statements)})


def compact(value: Any) -> str:
    """Compact JSON with sorted keys: AWS and the provider return this form."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))
