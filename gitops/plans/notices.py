"""What a plan says beside its changes: failed checks, invoked actions, deferred changes.

Shapes: https://developer.hashicorp.com/terraform/internals/json-format; `action_invocations` and
`deferred_changes`, which that page lacks, as in `internal/command/jsonplan` of Terraform's source,
both read 2026-11-26.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from policies.engine import secrets

BROKEN = ("fail", "error")
NO_VALUE = "could not be evaluated"
# `AfterUpdate`, the name of an event in Terraform's source.
EVENT = re.compile(r"(Before|After)([A-Z][a-z]+)")


@dataclass(frozen=True)
class FailedCheck:
    """A `check` block, precondition or postcondition that does not hold, with its messages."""

    address: str
    messages: Sequence[str]


@dataclass(frozen=True)
class ActionInvocation:
    """An action that the apply invokes, and when; `values` has the shape of a `change` object."""

    address: str
    when: str
    caller: str
    values: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True)
class DeferredChange:
    """A change that Terraform leaves to the next plan, with its reason in words."""

    address: str
    what: str
    reason: str

    def __str__(self) -> str:
        """A few words."""
        return f"{self.address} ({self.reason})"


def failed_checks(document: Mapping[str, Any]) -> list[FailedCheck]:
    """The checks that failed; one that is unknown before the apply has not."""
    return [
        found
        for check in document.get("checks") or ()
        if check["status"] in BROKEN
        for found in _failed(check)
    ]


def invocations(document: Mapping[str, Any]) -> list[ActionInvocation]:
    """The actions of Terraform 1.14 that the apply invokes, in their order."""
    return [_invocation(one) for one in document.get("action_invocations") or ()]


def deferred(document: Mapping[str, Any]) -> list[DeferredChange]:
    """The changes and the actions that are left to the next plan."""
    changes = (
        (
            one["resource_change"]["address"],
            "/".join(one["resource_change"]["change"]["actions"]),
            one,
        )
        for one in document.get("deferred_changes") or ()
    )
    actions = (
        (one["action_invocation"]["address"], "invoke", one)
        for one in document.get("deferred_action_invocations") or ()
    )
    return [
        DeferredChange(secrets.mask_text(address), what, str(one["reason"]).replace("_", " "))
        for address, what, one in (*changes, *actions)
    ]


def _failed(check: Mapping[str, Any]) -> Iterator[FailedCheck]:
    instances = [one for one in check.get("instances") or () if one["status"] in BROKEN]
    for one in instances or [check]:
        messages = [str(problem["message"]) for problem in one.get("problems") or ()]
        yield FailedCheck(
            secrets.mask_text(one["address"]["to_display"]),
            [secrets.mask_text(message) for message in messages] or [NO_VALUE],
        )


def _invocation(found: Mapping[str, Any]) -> ActionInvocation:
    trigger = found.get("lifecycle_action_trigger") or {}
    invoked = found.get("invoke_action_trigger") or {}
    caller = trigger.get("triggering_resource_address") or invoked.get("calling_resource_address")
    return ActionInvocation(
        secrets.mask_text(found["address"]),
        _when(str(trigger["action_trigger_event"])) if trigger else "requested with -invoke",
        secrets.mask_text(caller or ""),
        {
            "actions": ["invoke"],
            "before": None,
            "after": found.get("config_values"),
            "after_sensitive": found.get("config_sensitive"),
            "after_unknown": found.get("config_unknown"),
        },
    )


def _when(event: str) -> str:
    """`AfterUpdate` in words."""
    match = EVENT.fullmatch(event)
    return " ".join(match.groups()).lower() if match else event
