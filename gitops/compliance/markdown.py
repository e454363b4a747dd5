"""The result as Markdown, for comments on pull requests and for job summaries."""

from collections.abc import Iterator

from gitops.adapters.markdown import cell, collapsed, prose_cell, table
from gitops.compliance.result import BUILTIN, Result, RuleResult, Section
from policies.engine.verdict import FAILED, Status, Verdict
from policies.engine.waivers import Waiver

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
        f"{section.tool}: {len(section.rules)} rules gave {len(section.examined)} verdicts,"
        f" {len(section.having(*FAILED))} fail, {len(section.waived)} waived,"
        f" {len(section.having(Status.DEFERRED))} deferred to plan"
        for section in result.sections
    ]
    return f"{', '.join(map(cell, result.stacks))}. " + "; ".join(counts) + "."


def _faults(section: Section) -> Iterator[str]:
    rules = {rule.id: rule for rule in section.rules}
    found = section.having(*FAILED)
    if found:
        rows = (_finding(one, rules[one.policy]) for one in found[:MOST_LISTED])
        yield from table(("rule", "resource", "what", "made at"), *rows)
        yield ""
    if len(found) > MOST_LISTED:
        yield f"... and {len(found) - MOST_LISTED} more."
        yield ""
    idle = [rule.id for rule in section.rules if rule.idle]
    rest = [
        *(f"- {cell(rule)} examined no resource: it proves nothing" for rule in idle),
        *(f"- {cell(problem)}" for problem in section.problems),
    ]
    yield from [*rest, ""] if rest else []


def _finding(one: Verdict, rule: RuleResult) -> tuple[str, ...]:
    if one.found:
        what = f"found {cell(one.found)}, wanted {cell(one.wanted)}"
    else:
        what = cell(one.message.removeprefix(f"{one.place}: "))
    name = f"[{cell(rule.id)}]({rule.link})" if rule.link else cell(rule.id)
    title = f"<br>{cell(rule.title)}" if not rule.severity else f"<br>{rule.severity}"
    return name + title, cell(one.place), what, cell(f"{one.file}:{one.line}")


def _waived(result: Result) -> Iterator[str]:
    waived = [one for section in result.sections for one in section.waived]
    if not waived:
        return
    lines = table(
        ("rule", "resource", "until", "owner", "reason"),
        *(_waiver(one, one.waiver) for one in waived[:MOST_LISTED] if one.waiver),
    )
    if len(waived) > MOST_LISTED:
        lines += ["", f"... and {len(waived) - MOST_LISTED} more."]
    yield from [collapsed(f"{len(waived)} waived, not passed", "\n".join(lines)), ""]


def _waiver(one: Verdict, waiver: Waiver) -> tuple[str, ...]:
    until, owner = waiver.expires.isoformat(), cell(waiver.owner)
    return cell(one.policy), cell(one.place), until, owner, prose_cell(waiver.reason)


def _counted(result: Result) -> Iterator[str]:
    lines = table(
        ("rule", "severity", "examined", "failed", "waived", "deferred to plan"),
        *(
            _counts(section, rule)
            for section in result.sections
            for rule in sorted(section.rules, key=lambda rule: not rule.failed)
        ),
        numbers=4,
    )
    yield collapsed("How many resources each rule examined", "\n".join(lines))


def _counts(section: Section, rule: RuleResult) -> tuple[str, ...]:
    title = f" {cell(rule.title)}" if section.tool == BUILTIN else ""
    counts = (rule.examined, rule.findings, rule.waived, rule.having(Status.DEFERRED))
    return cell(rule.id) + title, rule.severity, *(str(len(each)) for each in counts)
