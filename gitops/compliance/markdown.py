"""The result as Markdown, for comments on pull requests and for job summaries."""

from collections.abc import Iterator, Sequence

from gitops.adapters.markdown import cell, prose
from gitops.compliance.result import BUILTIN, LocatedVerdict, Result, RuleResult, Section
from policies.engine.verdict import FAILED, Status

# GitHub drops a job summary of more than 1 MiB without a word, a comment of more than 65,536
# characters with an error; findings beyond this many are counted, not listed.
MOST_LISTED = 50


def document(result: Result) -> str:
    """A heading with the verdict, what fails, what is waived, and how much each rule examined."""
    verdict = "✅ pass" if result.passed else "❌ fail"
    lines = [f"### Policies on {result.place}: {verdict}", "", _sentence(result), ""]
    for section in result.sections:
        lines += _faults(section)
    lines += _waived(result)
    lines += _counted(result)
    return "\n".join(lines).rstrip() + "\n"


def _sentence(result: Result) -> str:
    counts = [
        f"{section.judge}: {len(section.rules)} rules gave {len(section.examined)} verdicts,"
        f" {len(section.having(*FAILED))} fail, {len(section.having(Status.WAIVED))} waived,"
        f" {len(section.having(Status.DEFERRED))} deferred to plan"
        for section in result.sections
    ]
    return f"{', '.join(map(cell, result.stacks))}. " + "; ".join(counts) + "."


def _faults(section: Section) -> Iterator[str]:
    failing = {rule.id: rule for rule in section.rules}
    found = section.having(*FAILED)
    if found:
        yield from _header("rule", "resource", "what", "made at")
        yield from (_finding(one, failing[one.policy]) for one in found[:MOST_LISTED])
        yield ""
    if len(found) > MOST_LISTED:
        yield f"... and {len(found) - MOST_LISTED} more."
        yield ""
    rest = [
        *(f"- {cell(rule.id)} examined no resource: it proves nothing" for rule in section.rules
          if rule.idle),
        *(f"- {cell(problem)}" for problem in section.problems),
    ]  # fmt: skip
    yield from [*rest, ""] if rest else []


def _finding(one: LocatedVerdict, rule: RuleResult) -> str:
    if one.found:
        what = f"found {cell(one.found)}, wanted {cell(one.wanted)}"
    else:
        what = cell(one.message.removeprefix(f"{one.place}: "))
    name = f"[{cell(rule.id)}]({rule.link})" if rule.link else cell(rule.id)
    title = f"<br>{cell(rule.title)}" if not rule.severity else f"<br>{rule.severity}"
    return _row(name + title, cell(one.place), what, cell(str(one.source)))


def _waived(result: Result) -> Iterator[str]:
    waived = [one for section in result.sections for one in section.having(Status.WAIVED)]
    if not waived:
        return
    yield from _folded(f"{len(waived)} waived, not passed")
    yield from _header("rule", "resource", "until", "owner", "reason")
    for one in waived[:MOST_LISTED]:
        if one.waiver:
            until, owner = one.waiver.expires.isoformat(), cell(one.waiver.owner)
            yield _row(
                cell(one.policy), cell(one.place), until, owner, _sentences(one.waiver.reason)
            )
    if len(waived) > MOST_LISTED:
        yield from ["", f"... and {len(waived) - MOST_LISTED} more."]
    yield from ["", "</details>", ""]


def _counted(result: Result) -> Iterator[str]:
    yield from _folded("How many resources each rule examined")
    yield from _header("rule", "severity", "examined", "failed", "waived", "deferred to plan")
    for section in result.sections:
        for rule in _worst_first(section):
            yield _row(
                cell(rule.id) + (f" {cell(rule.title)}" if section.judge == BUILTIN else ""),
                rule.severity,
                *(str(count) for count in _counts(rule)),
            )
    yield from ["", "</details>"]


def _worst_first(section: Section) -> Sequence[RuleResult]:
    return sorted(section.rules, key=lambda rule: not rule.failed)


def _counts(rule: RuleResult) -> list[int]:
    rest = [len(rule.having(status)) for status in (Status.WAIVED, Status.DEFERRED)]
    return [len(rule.examined), len(rule.findings), *rest]


def _folded(summary: str) -> list[str]:
    # GitHub reads Markdown within HTML only after an empty line.
    return ["<details>", f"<summary>{summary}</summary>", ""]


def _sentences(text: str) -> str:
    return prose(text).replace("|", "\\|")


def _header(*cells: str) -> list[str]:
    return [_row(*cells), _row(*("---" for _ in cells))]


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
