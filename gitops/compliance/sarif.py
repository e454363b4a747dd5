"""The result as SARIF 2.1.0, for code scanning: findings on the lines that made the resources.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html
"""

import hashlib
from typing import Any

from gitops.compliance.calls import Source
from gitops.compliance.result import Result, RuleResult, Section
from policies.engine.verdict import FAILED, Status, Verdict

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
VERSION = "2.1.0"
# Code scanning sorts by this number: 0.1-3.9 is low, 4.0-6.9 medium, 7.0-8.9 high.
SECURITY_SEVERITY = {"high": "8.0", "medium": "5.5", "low": "2.0"}
LEVEL = {"high": "error", "medium": "error", "low": "warning"}
ROOT_ID = "SRCROOT"
WAIVERS = Source("policies/waivers.toml")


def document(result: Result) -> dict[str, Any]:
    """One run for each tool; waived findings are suppressed ones, with their reason."""
    return {
        "$schema": SCHEMA,
        "version": VERSION,
        "runs": [_run(section, result) for section in result.sections],
    }


def _run(section: Section, result: Result) -> dict[str, Any]:
    numbers = {rule.id: number for number, rule in enumerate(section.rules)}
    found = section.having(*FAILED, Status.WAIVED)
    rules = {rule.id: rule for rule in section.rules}
    return {
        "tool": {"driver": {"name": section.tool, "rules": [_rule(r) for r in section.rules]}},
        "automationDetails": {"id": f"{section.tool}/{result.place}/{result.environment}/"},
        "originalUriBaseIds": {ROOT_ID: {"description": {"text": "The root of the repository."}}},
        "invocations": [_invocation(section)],
        "results": [_found(one, rules[one.policy], numbers[one.policy]) for one in found],
    }


def _rule(rule: RuleResult) -> dict[str, Any]:
    described: dict[str, Any] = {
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        "defaultConfiguration": {"level": _level(rule)},
        "properties": {"examined": len(rule.examined), "tags": list(rule.requirements)},
    }
    if rule.why:
        described["fullDescription"] = {"text": rule.why}
    if rule.remedy:
        described["help"] = {"text": f"{rule.why}\n\n{rule.remedy}"}
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
    result: dict[str, Any] = {
        "ruleId": one.policy,
        "ruleIndex": number,
        "level": _level(rule),
        "message": {"text": one.message},
        "locations": [
            {
                "physicalLocation": _physical(Source(one.file, one.line)),
                "logicalLocations": [{"fullyQualifiedName": one.place, "kind": "resource"}],
            }
        ],
        "partialFingerprints": {"ruleAndPlace/v1": _fingerprint(one)},
    }
    if one.waiver:
        reason = f"{one.waiver.reason} ({one.waiver.owner}, until {one.waiver.expires})"
        result["suppressions"] = [
            {"kind": "external", "status": "accepted", "justification": reason}
        ]
    return result


def _physical(source: Source) -> dict[str, Any]:
    return {
        "artifactLocation": {"uri": source.file, "uriBaseId": ROOT_ID},
        "region": {"startLine": source.line},
    }


def _level(rule: RuleResult) -> str:
    return LEVEL.get(rule.severity, "error")


def _fingerprint(one: Verdict) -> str:
    """The same finding stays the same alert, whatever line its construct moves to."""
    return hashlib.sha256(f"{one.policy} {one.place}".encode()).hexdigest()
