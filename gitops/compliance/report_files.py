"""What the policies, Checkov and the integration tests said, read from the files they left."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from gitops.adapters.errors import Failure

JUDGES = ("policies", "checkov")
VERSION = 1


@dataclass(frozen=True)
class RuleSummary:
    """What one rule said: how many resources it examined, what it found, what is waived."""

    id: str
    title: str
    severity: str
    examined: int
    findings: Sequence[str] = ()
    waived: Sequence[str] = ()
    idle: bool = False

    @property
    def failed(self) -> bool:
        """Whether the rule breaks the check; one that examined nothing proves nothing."""
        return self.idle or bool(self.findings)


@dataclass(frozen=True)
class Judged:
    """What one judge said of the synthesized JSON (`synth`) or of the plan (`plan`).

    `problems` are faults of the waivers.
    """

    judge: str
    place: str
    rules: Sequence[RuleSummary]
    problems: Sequence[str] = ()

    @property
    def faults(self) -> list[str]:
        """Everything that breaks the check, a line each."""
        return [
            *(f"{rule.id}: {found}" for rule in self.rules for found in rule.findings),
            *(f"{rule.id} examined no resource" for rule in self.rules if rule.idle),
            *self.problems,
        ]

    @property
    def waived(self) -> list[str]:
        """Everything that a waiver excuses, a line each."""
        return [f"{rule.id}: {one}" for rule in self.rules for one in rule.waived]

    @property
    def examined(self) -> int:
        """How many verdicts there are: a resource counts once for each rule."""
        return sum(rule.examined for rule in self.rules)


@dataclass(frozen=True)
class Integration:
    """How the integration tests of an environment ended."""

    environment: str
    ran: int
    failed: Sequence[str]


def judged(path: Path) -> list[Judged]:
    """What `gitops check` wrote as JSON; nothing if it did not run.

    Raises:
        Failure: the file is not of the shape that `gitops check` writes.
    """
    if not path.is_file():
        return []
    try:
        document = json.loads(path.read_bytes())
        if document["version"] != VERSION:
            raise ValueError(f"version {document['version']}, not {VERSION}")  # noqa: TRY301 (told with the faults below)
        return [_judged(document, judge) for judge in JUDGES if judge in document]
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Failure(
            f"{path} is not a report of `gitops check` ({type(error).__name__}: {error});"
            " run it again."
        ) from error


def integration(environment: str, path: Path) -> Integration | None:
    """How the integration tests ended, from their JUnit file; None if they did not run.

    Raises:
        Failure: the file is not JUnit XML.
    """
    if not path.is_file():
        return None
    try:
        cases = list(ET.parse(path).getroot().iter("testcase"))  # noqa: S314 (our own pytest's)
    except ET.ParseError as error:
        raise Failure(f"{path} is not a JUnit report ({error}); run `gitops test`.") from error
    failed = [
        case.attrib.get("name", "?")
        for case in cases
        if any(case.find(tag) is not None for tag in ("failure", "error"))
    ]
    return Integration(environment, len(cases), failed)


def _judged(document: Mapping[str, Any], judge: str) -> Judged:
    section = document[judge]
    rules = [_rule(rule) for rule in section["rules"]]
    return Judged(judge, document["on"], rules, [str(one) for one in section["problems"]])


def _rule(rule: Mapping[str, Any]) -> RuleSummary:
    return RuleSummary(
        rule["id"],
        rule["title"],
        rule["severity"] or "",
        int(rule["examined"]),
        [one["message"] for one in rule["findings"]],
        [one["message"] for one in rule["waived"]],
        bool(rule["idle"]),
    )
