"""The result as JSON, for programs: everything that the other reports hold."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from gitops.compliance.result import BUILTIN, OWN, Result, RuleResult, Section
from policies.engine.stack import Place
from policies.engine.verdict import FAILED, Status, Verdict
from policies.engine.waivers import Waiver

# What readers may rely on: a number that rises when a key changes its meaning or vanishes.
VERSION = 1


def document(result: Result) -> dict[str, Any]:
    """The result as plain JSON values; `sections` reads them back."""
    return {
        "version": VERSION,
        "environment": result.environment,
        "on": str(result.place),
        "stacks": list(result.stacks),
        "passed": result.passed,
        **{section.tool: _section(section) for section in result.sections},
    }


def sections(document: Mapping[str, Any]) -> list[Section]:
    """The sections of a document that `document` made.

    Raises:
        AttributeError, KeyError, TypeError, ValueError: it is no such document.
    """
    if document["version"] != VERSION:
        raise ValueError(f"version {document['version']}, not {VERSION}")
    place = Place(document["on"])
    return [
        Section(
            tool,
            place,
            [_read_rule(rule) for rule in document[tool]["rules"]],
            [str(one) for one in document[tool]["problems"]],
        )
        for tool in (OWN, BUILTIN)
        if tool in document
    ]


def _read_rule(rule: Mapping[str, Any]) -> RuleResult:
    listed = [*rule["findings"], *rule["waived"], *rule["deferred_to_plan"]]
    return RuleResult(
        rule["id"],
        rule["title"],
        [
            *(_read_verdict(rule["id"], one) for one in listed),
            *(_compliant(rule["id"], str(place)) for place in rule["compliant"]),
        ],
        severity=rule["severity"] or "",
        why=rule.get("why") or "",
        remedy=rule.get("remedy") or "",
        link=rule["link"] or "",
        requirements=rule["requirements"],
        idle=bool(rule["idle"]),
    )


def _read_verdict(rule: str, one: Mapping[str, Any]) -> Verdict:
    return Verdict(
        rule,
        one["stack"],
        one["address"],
        Status(one["status"]),
        one["detail"],
        one["found"] or "",
        one["wanted"] or "",
        construct=one["construct"],
        waiver=_read_waiver(rule, one) if "waiver" in one else None,
        file=one["file"],
        line=one["line"],
    )


def _compliant(rule: str, place: str) -> Verdict:
    stack, _, address = place.partition(": ")
    return Verdict(rule, stack, address, Status.COMPLIANT, "")


def _read_waiver(rule: str, one: Mapping[str, Any]) -> Waiver:
    waiver = one["waiver"]
    place = f"{one['stack']}: {one['address']}"
    expires = date.fromisoformat(waiver["expires"])
    return Waiver(rule, place, waiver["reason"], waiver["owner"], expires)


def _section(section: Section) -> dict[str, Any]:
    return {
        "examined": len(section.examined),
        "failed": len(section.having(*FAILED)),
        "waived": len(section.waived),
        "problems": list(section.problems),
        "rules": [_rule(rule) for rule in section.rules],
    }


def _rule(rule: RuleResult) -> dict[str, Any]:
    return {
        "id": rule.id,
        "title": rule.title,
        "severity": rule.severity or None,
        "why": rule.why or None,
        "remedy": rule.remedy or None,
        "requirements": list(rule.requirements),
        "link": rule.link or None,
        "examined": len(rule.examined),
        "idle": rule.idle,
        "findings": [_examined(one) for one in rule.findings],
        "waived": [_examined(one) for one in rule.waived],
        "deferred_to_plan": [_examined(one) for one in rule.having(Status.DEFERRED)],
        "compliant": [one.place for one in rule.having(Status.COMPLIANT)],
    }


def _examined(one: Verdict) -> dict[str, Any]:
    return {
        "stack": one.stack,
        "address": one.address,
        "status": str(one.status),
        "message": one.message,
        "detail": one.detail,
        "construct": one.construct,
        "found": one.found or None,
        "wanted": one.wanted or None,
        "file": one.file,
        "line": one.line,
        **({"waiver": _waiver(one.waiver)} if one.waiver else {}),
    }


def _waiver(waiver: Waiver) -> dict[str, str]:
    return {
        "reason": waiver.reason,
        "owner": waiver.owner,
        "expires": waiver.expires.isoformat(),
    }
