"""The result for a person at a terminal: a row for each rule, and what each of them examined."""

from collections.abc import Iterator, Sequence

from rich.table import Table
from rich.text import Text

from gitops.compliance.result import BUILTIN, Result, RuleResult, Section
from policies.engine.verdict import Status

COLUMNS = ("severity", "examined", "failed", "waived", "to plan")
GOOD, BAD, WAIVED = "green", "bold red", "yellow"


def table(result: Result) -> Table:
    """One table of all rules; Checkov's checks are one row together unless one of them fails."""
    shown = Table(box=None, pad_edge=False, header_style="dim")
    shown.add_column(f"on {result.place}", overflow="fold")
    for column in COLUMNS:
        shown.add_column(column, justify="left" if column == COLUMNS[0] else "right")
    for name, rules, severity in _rows(result.sections):
        bad = any(rule.failed for rule in rules)
        shown.add_row(Text(name, BAD if bad else GOOD), Text(severity), *_counts(rules))
    return shown


def _rows(sections: Sequence[Section]) -> Iterator[tuple[str, Sequence[RuleResult], str]]:
    for section in sections:
        if section.tool != BUILTIN:
            yield from ((rule.id, [rule], rule.severity) for rule in section.rules)
            continue
        good = [rule for rule in section.rules if not rule.failed]
        yield f"{section.tool}: {len(good)} checks", good, ""
        yield from ((rule.id, [rule], "") for rule in section.rules if rule.failed)


def _counts(rules: Sequence[RuleResult]) -> list[Text]:
    count = [sum(len(rule.examined) for rule in rules), sum(len(rule.findings) for rule in rules)]
    rest = [
        sum(len(rule.having(status)) for rule in rules)
        for status in (Status.WAIVED, Status.DEFERRED)
    ]
    idle = any(rule.idle for rule in rules)
    styles = [BAD if idle else "", BAD, WAIVED, WAIVED]
    return [
        Text(str(number) if number or not place else "", style)
        for place, (number, style) in enumerate(zip([*count, *rest], styles, strict=True))
    ]
