"""Sections of a check, by what their one rule found."""

from collections.abc import Sequence
from datetime import date

from gitops.compliance.result import RuleResult, Section
from policies.engine.stack import Place
from policies.engine.verdict import Status, Verdict
from policies.engine.waivers import Waiver

QUEUE = "aws_sqs_queue.q"
UNTIL = date(2027, 1, 1)


def section(
    rule: str,
    examined: int,
    found: Sequence[str] = (),
    waived: Sequence[str] = (),
    *,
    place: Place = Place.SYNTH,
    severity: str = "high",
    problems: Sequence[str] = (),
    idle: bool = False,
) -> Section:
    """A section whose one rule gave at least so many verdicts, these findings among them."""
    waiver = Waiver(rule, f"s: {QUEUE}", "why", "who", UNTIL)
    verdicts = [
        *(Verdict(rule, "s", QUEUE, Status.VIOLATION, text) for text in found),
        *(Verdict(rule, "s", QUEUE, Status.WAIVED, text, waiver=waiver) for text in waived),
    ]
    rest = [Verdict(rule, "s", QUEUE, Status.COMPLIANT, "")] * (examined - len(verdicts))
    result = RuleResult(rule, "Queues", [*verdicts, *rest], severity=severity, idle=idle)
    return Section("policies", place, [result], problems)
