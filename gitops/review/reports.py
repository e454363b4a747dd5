"""The results of policies, Checkov and integration tests, for the comment."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from urllib.parse import quote

from gitops.adapters.actions_run import Run
from gitops.adapters.markdown import cell, code, collapsed, fit, prose, table, units
from gitops.adapters.paths import ROOT
from gitops.compliance import policy_docs
from gitops.compliance.report_files import Integration
from gitops.compliance.result import OWN, Section
from gitops.review.comment_model import CommentModel
from policies.engine.verdict import FAILED, Verdict

NAMES = {"policies": "Policies", "checkov": "Checkov"}
LONGEST_FINDING = 500
# A list that is cut still needs its title and the line that says so.
ROOM_FOR_FRAME = 300
LEAST = 400
PAGE = str(policy_docs.PAGE.relative_to(ROOT))
NO_LINKS: Mapping[str, str] = MappingProxyType({})


def section(model: CommentModel, room: int) -> str:
    """All reports within `room` UTF-16 units: findings before waivers before counts."""
    parts: list[str] = []
    for part in _parts(model):
        text = "\n".join(_cut(*part, room))
        room -= units(text) + 2
        parts.append(text)
    return "\n\n".join(parts)


def _parts(model: CommentModel) -> Iterator[tuple[str, list[str]]]:
    """Title and lines of each report, in the order in which a reader wants them."""
    seen: set[str] = set()
    for evaluated in model.evaluated:
        yield _title(evaluated), _new(evaluated.faults, seen, "- ⛔ ", _links(evaluated, model.run))
    if not model.evaluated:
        yield "### Policies: not evaluated\n", []
    yield _tested(model.tested)
    if model.waivers:
        yield "### Waivers changed by this pull request\n", list(model.waivers)
    for evaluated in model.evaluated:
        if lines := _new((f"{one.policy}: {one.message}" for one in evaluated.waived), seen, "- "):
            yield f"{_name(evaluated)}: {len(evaluated.waived)} waived findings", lines
    for evaluated in [one for one in model.evaluated if one.tool == "policies"][-1:]:
        yield f"{_name(evaluated)}: resources examined per policy", list(_counts(evaluated))


def _new(
    lines: Iterable[str], seen: set[str], bullet: str, links: Mapping[str, str] = NO_LINKS
) -> list[str]:
    """The lines that are not yet in `seen`: the plan repeats findings of the synthesized JSON."""
    new = [line for line in dict.fromkeys(lines) if line not in seen]
    seen.update(new)
    return [f"{bullet}{prose(line, LONGEST_FINDING)}{links.get(line, '')}" for line in new]


def _links(evaluated: Section, run: Run) -> dict[str, str]:
    """By finding, links to the page of its policy and to the line that makes the resource."""
    if not run.url:
        return {}
    return {
        f"{one.policy}: {one.message}": "".join(
            f", [{name}]({address})" for name, address in _places(one, evaluated, run)
        )
        for one in evaluated.having(*FAILED)
    }


def _places(one: Verdict, evaluated: Section, run: Run) -> Iterator[tuple[str, str]]:
    if evaluated.tool == OWN:
        yield "policy", run.source(PAGE, quote(one.policy))
    if one.file:
        place = code(f"{one.file}:{one.line}", 160)
        yield place, run.source(one.file, f"L{one.line}")


def _title(evaluated: Section) -> str:
    if evaluated.faults:
        word = "finding" if len(evaluated.faults) == 1 else "findings"
        result = f"{len(evaluated.faults)} {word}"
    else:
        result = f"all {len(evaluated.examined):,} verdicts pass"
    waived = f", {len(evaluated.waived)} waived" if evaluated.waived else ""
    return f"### {_name(evaluated)}: {result}{waived}\n"


def _name(evaluated: Section) -> str:
    return f"{NAMES[evaluated.tool]}{' on the plan' if evaluated.place == 'plan' else ''}"


def _tested(tested: Integration | None) -> tuple[str, list[str]]:
    if tested is None:
        return "### Integration tests: not run\n", []
    skipped = f", {len(tested.skipped)} skipped" if tested.skipped else ""
    where = f"in {code(tested.environment, 40)}{skipped}"
    if not tested.failed:
        return f"### Integration tests: {tested.ran} passed {where}\n", []
    title = f"### Integration tests: {len(tested.failed)} of {tested.ran} failed {where}\n"
    return title, [f"- ⛔ {code(name)}" for name in tested.failed]


def _counts(evaluated: Section) -> Iterable[str]:
    rows = (
        (
            cell(rule.id),
            cell(rule.severity) if rule.severity else "",
            *(str(len(each)) for each in (rule.examined, rule.findings, rule.waived)),
        )
        for rule in sorted(evaluated.rules, key=lambda rule: not rule.failed)
    )
    return table(("policy", "severity", "examined", "findings", "waived"), *rows, numbers=3)


def _cut(title: str, lines: list[str], room: int) -> list[str]:
    """The report, its list truncated to the room; without a heading it is collapsed."""
    kept, _ = fit(lines, max(LEAST, room - ROOM_FOR_FRAME))
    if len(kept) < len(lines):
        kept += ["", f"**… and {len(lines) - len(kept):,} more lines that do not fit here**"]
    if title.startswith("#"):
        return [title, *kept]
    return [collapsed(title, "\n".join(kept))]
