"""The result as JSON, for programs: everything that the other forms say."""

from typing import Any

from gitops.compliance.result import LocatedVerdict, Result, RuleResult, Section
from policies.engine.verdict import FAILED, Status
from policies.engine.waivers import Waiver

# What readers may rely on: a number that rises when a key changes its meaning or vanishes.
VERSION = 1


def document(result: Result) -> dict[str, Any]:
    """The result as plain JSON values."""
    return {
        "version": VERSION,
        "environment": result.environment,
        "on": str(result.place),
        "stacks": list(result.stacks),
        "passed": result.passed,
        **{section.judge: _section(section) for section in result.sections},
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "examined": len(section.examined),
        "failed": len(section.having(*FAILED)),
        "waived": len(section.having(Status.WAIVED)),
        "problems": list(section.problems),
        "rules": [_rule(rule) for rule in section.rules],
    }


def _rule(rule: RuleResult) -> dict[str, Any]:
    return {
        "id": rule.id,
        "title": rule.title,
        "severity": rule.severity or None,
        "requirements": list(rule.requirements),
        "link": rule.link or None,
        "examined": len(rule.examined),
        "idle": rule.idle,
        "findings": [_examined(one) for one in rule.findings],
        "waived": [_examined(one) for one in rule.having(Status.WAIVED)],
        "deferred_to_plan": [_examined(one) for one in rule.having(Status.DEFERRED)],
        "compliant": [one.place for one in rule.having(Status.COMPLIANT)],
    }


def _examined(one: LocatedVerdict) -> dict[str, Any]:
    return {
        "stack": one.stack,
        "address": one.address,
        "status": str(one.status),
        "message": one.message,
        "found": one.found or None,
        "wanted": one.wanted or None,
        "file": one.source.file,
        "line": one.source.line,
        **({"waiver": _waiver(one.waiver)} if one.waiver else {}),
    }


def _waiver(waiver: Waiver) -> dict[str, str]:
    return {
        "reason": waiver.reason,
        "owner": waiver.owner,
        "expires": waiver.expires.isoformat(),
    }
