"""Findings of main's policies that the pull request's own have not: shown, but not red.

Red stays the pull request's own gate: its run must have passed. What it changed of main's policies
and waivers is for people to judge, so it stands among the dangers of the comment.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from gitops.approval.guards import Guard, allowing
from gitops.compliance.check import today
from gitops.compliance.result import Result, RuleResult, Section
from policies.engine.verdict import WAIVABLE, Status, Verdict
from policies.engine.waivers import Waiver

ALLOWED = "allowed by this pull request: "
OF_A_WAIVER = re.compile(r"the waiver of (\S+) for ")


def granted(result: Result, guards: Sequence[Guard]) -> Result:
    """The result with each finding waived that the pull request allows by changing a guard."""
    return replace(result, sections=[_section(one, guards) for one in result.sections])


def listed(sections: Iterable[Section]) -> list[str]:
    """The findings that a pull request allows, a line each: finding, and file:line of the guard."""
    waived = ((one, _reason(one)) for section in sections for one in section.waived)
    lines = (
        f"{one.policy}: {one.message}: {reason}"
        for one, reason in waived
        if reason.startswith(ALLOWED)
    )
    return list(dict.fromkeys(lines))


def _section(section: Section, guards: Sequence[Guard]) -> Section:
    return replace(
        section,
        rules=[_rule(rule, guards) for rule in section.rules],
        problems=[one for one in section.problems if not _allows_problem(one, guards)],
    )


def _rule(rule: RuleResult, guards: Sequence[Guard]) -> RuleResult:
    where = allowing(rule.id, guards)
    if not where or not rule.failed:
        return rule
    return replace(rule, idle=False, examined=[_waived(one, where) for one in rule.examined])


def _waived(verdict: Verdict, where: str) -> Verdict:
    if verdict.status not in WAIVABLE:
        return verdict
    waiver = Waiver(verdict.policy, verdict.place, f"{ALLOWED}{where}", "", today())
    return replace(verdict, status=Status.WAIVED, waiver=waiver)


def _allows_problem(problem: str, guards: Sequence[Guard]) -> bool:
    """Whether a waiver of main is of no use because the pull request removes what it was for."""
    match = OF_A_WAIVER.search(problem)
    return bool(match and allowing(match[1], guards))


def _reason(verdict: Verdict) -> str:
    return verdict.waiver.reason if verdict.waiver else ""
