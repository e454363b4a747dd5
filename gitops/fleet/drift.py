"""What somebody changed by hand since the last deploy."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from github.Repository import Repository

from gitops.adapters import github_issues
from gitops.compliance.result import Section
from gitops.plans.differences import ABSENT, differences

LABEL = "drift"
# What is empty says as little as what is absent: providers do not tell them apart.
EMPTY = frozenset({ABSENT, '""', "[]", "{}"})


@dataclass(frozen=True)
class Change:
    """One attribute, or a whole resource (`attribute` is empty), that is not as it was applied."""

    address: str
    attribute: str
    before: str
    after: str

    def __str__(self) -> str:
        """In words."""
        if not self.attribute:
            return f"{self.address}: {self.after}"
        return f"{self.address}.{self.attribute}: {self.before} -> {self.after}"


def changes(shown: Mapping[str, Any]) -> list[Change]:
    """What a refresh-only plan found different, from its JSON representation."""
    return [
        change
        for drift in shown.get("resource_drift", ())
        if drift["change"]["actions"] not in (["no-op"], ["read"])
        for change in _of(drift["address"], drift["change"])
    ]


def _of(address: str, change: Mapping[str, Any]) -> Iterator[Change]:
    if change["after"] is None:
        yield Change(address, "", "", "is gone")
        return
    for one in differences({**change, "after_unknown": None}):
        if not EMPTY.issuperset((one.before, one.after)):
            yield Change(address, one.path, one.before, one.after)


def told(living: Path, judged: Section, stack: str) -> list[str]:
    """What is not as it was applied, and what breaks a policy, in words.

    `living` is a file that `gitops.environment.live_state` wrote. Of what is gone only that is
    reported: every policy for its kind misses it, too.
    """
    changed = changes(json.loads(living.read_text()))
    gone = {change.address for change in changed if not change.attribute}
    return [*map(str, changed), *_broken(judged, stack, gone)]


def _broken(judged: Section, stack: str, gone: set[str]) -> Iterator[str]:
    for one in judged.examined:
        if one.failed and one.stack == stack and one.address not in gone:
            said = f"{one.address}: found {one.found}, wanted {one.wanted}"
            yield f"{one.policy}: {said if one.wanted else one.message.removeprefix(f'{stack}: ')}"


def tell(repository: Repository, suffix: str, found: Mapping[str, list[str]]) -> None:
    """Keep one issue per stack: open while it has drifted, closed when it has not."""
    for stack, changed in found.items():
        key = f"drift/{suffix}/{stack}"
        if changed:
            lines = "\n".join(f"    {line}" for line in changed)
            body = (
                f"{stack} of `{suffix}` is not as it was deployed:\n\n{lines}\n\n"
                f"Put it back with `gitops deploy --suffix {suffix}`, or declare it."
            )
            github_issues.report(repository, key, f"{stack} of {suffix} has drifted", body, LABEL)
        else:
            github_issues.settle(repository, key, "It is as it was applied again.", LABEL)
