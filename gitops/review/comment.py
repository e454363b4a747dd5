"""The pull request comment: the verdict first, then dangerous changes, then the rest.

What does not fit is truncated where it matters least, details before danger, and marked as such.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from gitops.adapters.markdown import MOST_IN_A_COMMENT, cell, code, fit, prose, table, units
from gitops.plans.changes import Change, Kind
from gitops.plans.danger import protection
from gitops.review import dangers, details, reports
from gitops.review.comment_model import CommentModel

# What each part may take at most; the details of the changes get whatever is left.
MOST_FOR_REPORTS = 14_000
MOST_FOR_BROKEN = 4_000
ROOM_FOR_WORDS = 1_500
# Part of every note about truncated content.
CUT = "not fit here"
PAST = {
    Kind.DESTROY: "destroys",
    Kind.REPLACE: "replaces",
    Kind.FORGET: "forgets",
    Kind.CHANGE: "changes",
    Kind.IMPORT: "imports",
    Kind.MOVE: "moves",
    Kind.CREATE: "creates",
    Kind.READ: "reads",
}


@dataclass(frozen=True)
class Danger:
    """A list that must be read before merging."""

    title: str
    kinds: tuple[Kind, ...]
    only_data: bool = False


DANGERS = (
    Danger("Destroys", (Kind.DESTROY,)),
    Danger("Replaces (destroys and creates again)", (Kind.REPLACE,)),
    Danger("Forgets: stays in the cloud, no longer managed by Terraform", (Kind.FORGET,)),
    Danger("Changes stateful resources", (Kind.CHANGE, Kind.IMPORT, Kind.MOVE), only_data=True),
)


def render(model: CommentModel, *, most: int = MOST_IN_A_COMMENT) -> str:
    """The comment in Markdown, at most `most` UTF-16 units long."""
    head = "\n".join(_head(model))
    broken = _broken(model, MOST_FOR_BROKEN)
    foot = _foot(model)
    room = most - units(head) - units(broken) - units(foot) - ROOM_FOR_WORDS
    reported = reports.section(model, min(MOST_FOR_REPORTS, room // 3))
    room -= units(reported)
    danger = _danger(model, room)
    room -= units(danger)
    shown = details.section(model, room)
    parts = [head, broken, danger, shown, reported]
    if model.run.url and any(CUT in part for part in parts):
        parts.append("Some details do not fit here. The job summary of the run shows more.")
    return "\n\n".join(part for part in (*parts, foot) if part) + "\n"


def verdict(model: CommentModel) -> str:
    """The headline of the comment."""
    name = model.environment
    if model.broken:
        return f"⛔ {name}: no plan"
    if model.faults or model.failed_tests:
        return f"⛔ {name}: {_reasons(model)}"
    if not model.judged:
        return f"⚠️ {name}: {_counted(model)}; policies not evaluated"
    lost = [one for _, one in model.of(Kind.DESTROY, Kind.REPLACE) if one.loses_data]
    if lost:
        noun = _plural("stateful resource", len(lost))
        return f"⚠️ {name}: destroys {len(lost)} {noun}"
    if model.of(Kind.DESTROY, Kind.REPLACE, Kind.FORGET):
        return f"⚠️ {name}: {_counted(model)}"
    return f"✅ {name}: {_counted(model)}"


def _reasons(model: CommentModel) -> str:
    tests = f"{model.failed_tests} integration {_plural('test', model.failed_tests)} failed"
    reasons = [
        f"{model.faults} {_plural('finding', model.faults)}" if model.faults else "",
        tests if model.failed_tests else "",
    ]
    return ", ".join(filter(None, reasons))


def _counted(model: CommentModel) -> str:
    """All kinds of changes with their counts."""
    words = [f"{PAST[kind]} {model.counts[kind]}" for kind in Kind if model.counts[kind]]
    outputs = sum(len(plan.changed_outputs) for plan in model.plans)
    if outputs:
        words.append(f"sets {outputs} {_plural('output', outputs)}")
    return ", ".join(words) or "no changes"


def _head(model: CommentModel) -> Iterator[str]:
    yield f"## {verdict(model)}"
    if not model.plans:
        return
    if _counted(model) not in verdict(model):
        yield f"\nThe plan {_counted(model)}."
    kinds = [kind for kind in Kind if model.counts[kind]]
    if kinds and len(model.plans) > 1:
        yield ""
        yield from _table(model, kinds)
    drifted = [change for plan in model.plans for change in plan.drifted]
    if drifted:
        named = ", ".join(code(change.address, 120) for change in drifted[:5])
        more = f" and {len(drifted) - 5} more" if len(drifted) > 5 else ""  # noqa: PLR2004 (as named)
        yield f"\nChanged outside of Terraform since the last apply: {named}{more}."


def _table(model: CommentModel, kinds: Sequence[Kind]) -> list[str]:
    rows = ((cell(plan.stack), *(str(plan.counts[kind]) for kind in kinds)) for plan in model.plans)
    return table(("stack", *kinds), *rows, numbers=len(kinds))


def _broken(model: CommentModel, room: int) -> str:
    lines = (f"- {prose(reason, 600)}" for reason in model.broken)
    return "\n".join(fit(lines, room)[0])


def _danger(model: CommentModel, room: int) -> str:
    """What must be read; a thousand destroyed resources leave room for who may do what."""
    access = dangers.section(model, room // 3)
    room -= units(access) + 2
    parts = []
    for danger in DANGERS:
        part = _listed(model, danger, room)
        room -= units(part) + 2
        parts.append(part)
    return "\n\n".join(filter(None, (*parts[:-1], access, parts[-1])))


def _listed(model: CommentModel, danger: Danger, room: int) -> str:
    """One list, with its count in the title; what of it does not fit is counted below."""
    found = model.of(*danger.kinds)
    if danger.only_data:
        found = [one for one in found if one[1].holds_data and not details.only_tags(one[1])]
    if not found:
        return ""
    title = f"### {danger.title} ({len(found)})\n"
    several = len(model.plans) > 1
    lines, _ = fit((_line(one, stack if several else "") for stack, one in found), room - 200)
    if len(lines) < len(found):
        lines.append(f"- **… and {len(found) - len(lines):,} more that do not fit here**")
    return "\n".join([title, *lines])


def _line(change: Change, stack: str) -> str:
    lost = protection(change.type) if change.kind is Kind.DESTROY else ""
    marks = [
        f"**a protection goes off**: {lost}" if lost else "",
        "**its data is lost**" if change.loses_data else "stateful" if change.holds_data else "",
        f"in {code(stack, 60)}" if stack else "",
        f"in AWS {code(change.physical_name, 200)}" if _ends(change) else "",
        f"left over from a failed replacement ({code(change.deposed, 20)})"
        if change.deposed
        else "",
        f"was {code(change.previous_address, 200)}" if change.previous_address else "",
        _why(change),
    ]
    return ", ".join([f"- {code(change.address)}", *filter(None, marks)])


def _ends(change: Change) -> bool:
    """Whether a reader may want to look for what is there today."""
    return change.kind in (Kind.DESTROY, Kind.REPLACE, Kind.FORGET) and bool(change.physical_name)


def _why(change: Change) -> str:
    forced = ", ".join(code(name, 80) for name in change.forced_by[:5])
    if change.kind is Kind.REPLACE:
        order = "; the new one is created first" if change.new_first else ""
        return (f"forced by {forced}" if forced else change.reason) + order
    if change.kind is Kind.CHANGE:
        return f"changes {_names(details.changed_attributes(change))}"
    return change.reason


def _names(names: Iterable[str]) -> str:
    found = list(names)
    more = f" and {len(found) - 5} more" if len(found) > 5 else ""  # noqa: PLR2004 (as named)
    return ", ".join(code(name, 80) for name in found[:5]) + more


def _foot(model: CommentModel) -> str:
    run = model.run
    sha = f" of {run.head_sha[:12]}" if run.head_sha else ""
    where = f"[run {run.id}, attempt {run.attempt}]({run.url})" if run.url else "a local run"
    return f"<sub>Generated from the plans{sha} by {where}.</sub>"


def _plural(word: str, count: int) -> str:
    return word if count == 1 else f"{word}s"
