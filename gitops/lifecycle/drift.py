"""What somebody changed by hand since the last deploy."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from github.Repository import Repository

from gitops.github import issues
from gitops.reports.result import Section

LABEL = "drift"
HIDDEN = "(sensitive)"


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


def _of(address: str, change: Mapping[str, Any]) -> list[Change]:
    before, after = change["before"], change["after"]
    if after is None:
        return [Change(address, "", "", "is gone")]
    secret = _marked(change.get("before_sensitive")) | _marked(change.get("after_sensitive"))
    return [
        Change(
            address,
            name,
            HIDDEN if name in secret else _text(before.get(name)),
            HIDDEN if name in secret else _text(after.get(name)),
        )
        for name in sorted({*before, *after})
        if _said(before.get(name)) != _said(after.get(name))
    ]


def _said(value: Any) -> Any:
    """The value; what is empty says as little as null, which providers do not tell apart."""
    return None if value in ({}, [], "") else value


def _marked(sensitive: Any) -> set[str]:
    """The attributes of which some part is sensitive."""
    if not isinstance(sensitive, dict):
        return set()
    return {name for name, mark in sensitive.items() if _holds_mark(mark)}


def _holds_mark(mark: Any) -> bool:
    """Whether any leaf is marked; blocks without a secret are marked by their empty shape."""
    if isinstance(mark, dict | list):
        return any(map(_holds_mark, mark.values() if isinstance(mark, dict) else mark))
    return bool(mark)


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def told(living: Path, judged: Section, stack: str) -> list[str]:
    """What is not as it was applied, and what breaks a policy, in words.

    `living` is a file that `gitops.living` wrote. Of what is gone that alone is said: every policy
    for its kind misses it, too.
    """
    changed = changes(json.loads(living.read_text()))
    gone = {change.address for change in changed if not change.attribute}
    return [*map(str, changed), *_broken(judged, stack, gone)]


def _broken(judged: Section, stack: str, gone: set[str]) -> Iterator[str]:
    for one in judged.examined:
        if one.failed and one.stack == stack and one.address not in gone:
            said = f"{one.address}: found {one.found}, wanted {one.wanted}"
            yield f"{one.rule}: {said if one.wanted else one.message.removeprefix(f'{stack}: ')}"


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
            issues.report(repository, key, f"{stack} of {suffix} has drifted", body, LABEL)
        else:
            issues.settle(repository, key, "It is as it was applied again.", LABEL)
