"""Compares what Prowler finds in a deployed environment with what `policies/audit.toml` accepts.

A failure that is not accepted is a fault, and so is an entry that nothing needs any more.
"""

import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from gitops.adapters import prowler
from gitops.adapters.errors import Failure
from gitops.adapters.prowler import ProwlerFinding
from policies.engine.catalogue import CATALOGUE

FILE = CATALOGUE.parent / "audit.toml"
KEYS = {"check", "scope", "reason", "owner"}


class AuditScope(StrEnum):
    """Whose a failing check is: an environment's, or that of the account around it."""

    ENVIRONMENT = "environment"
    ACCOUNT = "account"


@dataclass(frozen=True)
class Accepted:
    """A check that may fail, and why: for `resources` only (names without suffix), or for all."""

    check: str
    scope: AuditScope
    reason: str
    owner: str
    resources: tuple[str, ...] = ()

    def covers(self, finding: ProwlerFinding, suffix: str) -> bool:
        """Whether the finding is accepted."""
        names = {f"{name}-{suffix}" for name in self.resources}
        return finding.check == self.check and (not names or finding.name in names)


def read(path: Path = FILE) -> list[Accepted]:
    """The entries of the file.

    Raises:
        Failure: the file is not to be understood, or lists a check twice.
    """
    try:
        document = tomllib.loads(path.read_text())
        found = [_entry(entry) for entry in document["accepted"]]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Failure(f"{path.name} cannot be read: {error}.") from error
    names = [entry.check for entry in found]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise Failure(f"{path.name} lists {twice[0]} twice.")
    return found


def _entry(entry: Mapping[str, Any]) -> Accepted:
    if set(entry) - {"resources"} != KEYS:
        raise ValueError(f"an entry has {', '.join(sorted(KEYS))} and at most resources")
    if empty := sorted(key for key in KEYS if not str(entry[key]).strip()):
        raise ValueError(f"the entry of {entry['check']} has an empty {empty[0]}")
    return Accepted(
        entry["check"],
        AuditScope(entry["scope"]),
        entry["reason"],
        entry["owner"],
        tuple(entry.get("resources", ())),
    )


def of_environment(
    findings: Sequence[ProwlerFinding], suffix: str, outputs: Collection[str]
) -> list[ProwlerFinding]:
    """The findings on resources of the environment: by tag, by suffix, or named by an output."""
    return [
        one
        for one in findings
        if f"Environment:{suffix}" in one.labels
        or one.name.endswith(f"-{suffix}")
        or one.resource in outputs
    ]


def faults(
    findings: Sequence[ProwlerFinding], accepted: Sequence[Accepted], suffix: str, *, alone: bool
) -> Iterator[str]:
    """What is wrong, a line each; `alone` if nothing but the environment is in the account."""
    failing = prowler.failing(findings)
    for finding in failing:
        if not any(entry.covers(finding, suffix) for entry in accepted):
            yield f"{finding}: fix it, or give the reason in policies/{FILE.name}"
    for entry in accepted:
        if entry.scope is AuditScope.ACCOUNT and not alone:
            continue
        yield from _unneeded(entry, failing, suffix)


def _unneeded(entry: Accepted, failing: Sequence[ProwlerFinding], suffix: str) -> Iterator[str]:
    covered = {finding.name for finding in failing if entry.covers(finding, suffix)}
    if not covered:
        yield f"{entry.check} does not fail any more; remove it from policies/{FILE.name}"
        return
    for name in entry.resources:
        if f"{name}-{suffix}" not in covered:
            yield f"{entry.check} does not fail any more for {name}; remove it from its resources"


def unexamined(findings: Sequence[ProwlerFinding], claimed: Collection[str]) -> list[str]:
    """The claimed checks of which Prowler said nothing: whether they hold is not known."""
    examined = {finding.check for finding in findings}
    return [f"{one} is claimed, but examined nothing" for one in sorted({*claimed} - examined)]
