"""The result as SARIF 2.1.0, for code scanning: findings on the lines that made the resources.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html. GitHub shows a part of it
(docs/claims.md#sarif-subset) and would open an alert for what a waiver accepts
(docs/claims.md#sarif-suppressions), so accepted findings stand in the other reports only.
"""

import hashlib
from functools import cache
from importlib.metadata import version
from typing import Any

from gitops.adapters.paths import ROOT
from gitops.compliance.calls import Source
from gitops.compliance.result import OWN, Result, RuleResult, Section
from policies.engine.verdict import FAILED, Verdict

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
VERSION = "2.1.0"
PACKAGE = "market-pipelines"
# Code scanning sorts by this number: 0.1-3.9 is low, 4.0-6.9 medium, 7.0-8.9 high.
SECURITY_SEVERITY = {"high": "8.0", "medium": "5.5", "low": "2.0"}
# Checkov's checks have no severity: the level of a rule without one.
LEVEL = {"high": "error", "medium": "warning", "low": "note", "": "warning"}
# By this tag code scanning knows a rule about security, whose severity it then shows.
SECURITY = "security"
# What GitHub shows of each.
MOST_TAGS = 10
LONGEST_TEXT = 1024
ROOT_ID = "SRCROOT"
WAIVERS = Source("policies/waivers.toml")


def document(result: Result) -> dict[str, Any]:
    """One run for each tool, with what fails; a waived or compliant verdict is no result."""
    return {
        "$schema": SCHEMA,
        "version": VERSION,
        "runs": [_run(section, result) for section in result.sections],
    }


def _run(section: Section, result: Result) -> dict[str, Any]:
    numbers = {rule.id: number for number, rule in enumerate(section.rules)}
    rules = {rule.id: rule for rule in section.rules}
    found = section.having(*FAILED)
    return {
        "tool": {"driver": _driver(section)},
        "automationDetails": {"id": f"{section.tool}/{result.place}/{result.environment}/"},
        "originalUriBaseIds": {ROOT_ID: {"description": {"text": "The root of the repository."}}},
        "invocations": [_invocation(section)],
        "results": [_found(one, rules[one.policy], numbers[one.policy]) for one in found],
    }


def _driver(section: Section) -> dict[str, Any]:
    """The tool, with its version: by that GitHub tells a new rule from a new fault."""
    number = version(PACKAGE) if section.tool == OWN else section.version
    return {
        "name": section.tool,
        **({"semanticVersion": number} if number else {}),
        "rules": [_rule(rule) for rule in section.rules],
    }


def _rule(rule: RuleResult) -> dict[str, Any]:
    """GitHub requires all descriptions; where a tool has none, its title stands for them."""
    why, remedy = rule.why or f"{rule.title}.", rule.remedy or "Fix the resource, or waive it."
    described: dict[str, Any] = {
        "id": rule.id,
        "name": rule.id,
        "shortDescription": {"text": rule.title[:LONGEST_TEXT]},
        "fullDescription": {"text": why[:LONGEST_TEXT]},
        "help": {
            "text": f"{why}\n\n{remedy}",
            "markdown": f"{why}\n\n**What to do:** {remedy}"
            + (f"\n\n[Source]({rule.link})" if rule.link else ""),
        },
        "defaultConfiguration": {"level": LEVEL[rule.severity]},
        "properties": {
            "examined": len(rule.examined),
            "precision": "very-high",
            "tags": [SECURITY, *rule.requirements][:MOST_TAGS],
        },
    }
    if rule.link:
        described["helpUri"] = rule.link
    if rule.severity:
        described["properties"]["security-severity"] = SECURITY_SEVERITY[rule.severity]
    return described


def _invocation(section: Section) -> dict[str, Any]:
    """The tool did its work; notifications name idle rules and faults of the waivers."""
    idle = [f"{rule.id} examined no resource" for rule in section.rules if rule.idle]
    notes = [*((text, None) for text in idle), *((text, WAIVERS) for text in section.problems)]
    return {
        "executionSuccessful": True,
        "toolExecutionNotifications": [
            {
                "level": "error",
                "message": {"text": text},
                **({"locations": [{"physicalLocation": _physical(source)}]} if source else {}),
            }
            for text, source in notes
        ],
    }


def _found(one: Verdict, rule: RuleResult, number: int) -> dict[str, Any]:
    return {
        "ruleId": one.policy,
        "ruleIndex": number,
        "level": LEVEL[rule.severity],
        "message": {"text": one.message},
        "locations": [
            {
                "physicalLocation": _physical(Source(one.file, one.line)),
                "logicalLocations": [{"fullyQualifiedName": one.place, "kind": "resource"}],
            }
        ],
        # The one that GitHub compares. The upload computes none where one is given.
        "partialFingerprints": {"primaryLocationLineHash": _fingerprint(one)},
    }


def _physical(source: Source) -> dict[str, Any]:
    return {
        "artifactLocation": {"uri": source.file, "uriBaseId": ROOT_ID},
        "region": {
            "startLine": source.line,
            "startColumn": 1,
            "endLine": source.line,
            "endColumn": _width(source) + 1,
        },
    }


def _width(source: Source) -> int:
    """The characters of the line; 1 for a file that is not there."""
    lines = _lines(source.file)
    return max(1, len(lines[source.line - 1])) if source.line <= len(lines) else 1


@cache
def _lines(file: str) -> list[str]:
    path = ROOT / file
    return path.read_text().splitlines() if path.is_file() else []


def _fingerprint(one: Verdict) -> str:
    """The same finding stays the same alert, whatever line its construct moves to."""
    return hashlib.sha256(f"{one.policy} {one.place}".encode()).hexdigest()
