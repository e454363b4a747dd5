"""Changes made outside of Terraform since the last deploy."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from github.Repository import Repository

from gitops.adapters import github_issues
from gitops.compliance.result import Section
from gitops.plans.differences import ABSENT, differences
from gitops.plans.shown import pair
from policies.engine.secrets import mask_text

LABEL = "drift"
# Where resources are reported that belong to the environment and to no stack.
NO_STACK = "unmanaged"
# Of a value that is shown whole; of a longer one the part that differs.
LONGEST = 300
# Providers do not distinguish empty and absent values.
EMPTY = frozenset({ABSENT, '""', "[]", "{}"})


@dataclass(frozen=True)
class DriftedAttribute:
    """One attribute, or a whole resource (`attribute` is empty), that differs from the state."""

    address: str
    attribute: str
    before: str
    after: str

    def __str__(self) -> str:
        """One line of text."""
        if not self.attribute:
            return f"{self.address}: {self.after}"
        return f"{self.address}.{self.attribute}: {self.before} -> {self.after}"


def changes(shown: Mapping[str, Any]) -> list[DriftedAttribute]:
    """The drift in a refresh-only plan, from its JSON representation."""
    return [
        change
        for drift in shown.get("resource_drift", ())
        if drift["change"]["actions"] not in (["no-op"], ["read"])
        for change in _of(mask_text(drift["address"]), drift["type"], drift["change"])
    ]


def _of(address: str, type_: str, change: Mapping[str, Any]) -> Iterator[DriftedAttribute]:
    if change["after"] is None:
        yield DriftedAttribute(address, "", "", "was deleted")
        return
    for one in differences({**change, "after_unknown": None}, type_=type_):
        if not EMPTY.issuperset((one.before, one.after)):
            yield DriftedAttribute(address, one.path, *pair(one.before, one.after, LONGEST))


def describe(live: Path, evaluated: Section, stack: str) -> list[str]:
    """The drift and the policy violations of a stack, one line each.

    `live` is a file that `gitops.environment.live_state` wrote. A deleted resource is reported
    once: every policy for its type would report it, too.
    """
    changed = changes(json.loads(live.read_text()))
    deleted = {change.address for change in changed if not change.attribute}
    return [*map(str, changed), *_violations(evaluated, stack, deleted)]


def _violations(evaluated: Section, stack: str, deleted: set[str]) -> Iterator[str]:
    for one in evaluated.examined:
        address = mask_text(one.address)
        if one.failed and one.stack == stack and address not in deleted:
            text = f"{address}: found {one.found}, wanted {one.wanted}"
            yield f"{one.policy}: {text if one.wanted else one.message.removeprefix(f'{stack}: ')}"


def update_issues(repository: Repository, suffix: str, found: Mapping[str, list[str]]) -> None:
    """Keep one issue per stack: open while the stack has drift, otherwise closed."""
    for stack, changed in found.items():
        key = f"drift/{suffix}/{stack}"
        if changed:
            title, remedy = _unmanaged(suffix) if stack == NO_STACK else _drifted(suffix, stack)
            lines = "\n".join(f"    {line}" for line in changed)
            github_issues.report(repository, key, title, f"{title}:\n\n{lines}\n\n{remedy}", LABEL)
        else:
            github_issues.close(repository, key, "The drift is resolved.", LABEL)


def _drifted(suffix: str, stack: str) -> tuple[str, str]:
    """Title and remedy of an issue about a stack."""
    return f"{stack} of {suffix} has drifted", (
        f"Revert it with `gitops deploy --suffix {suffix}`, or add the change to the code."
        " A permission that was added to a function is removed with `aws lambda remove-permission`."
    )


def _unmanaged(suffix: str) -> tuple[str, str]:
    """Title and remedy of an issue about resources of no stack."""
    return f"{suffix} has resources that no state holds", (
        "Delete them, import them into a stack (`terraform import`), or remove their tag"
        " Environment."
    )
