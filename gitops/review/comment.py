"""The pull request comment: the verdict first, then dangerous changes, then the rest.

What does not fit is truncated where it matters least, details before danger, and marked as such.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from gitops.adapters.markdown import (
    MOST_IN_A_COMMENT,
    UNLIMITED,
    cell,
    code,
    fit,
    prose,
    table,
    units,
)
from gitops.plans.changes import Change, Kind, StackPlan
from gitops.plans.danger import protection
from gitops.review import beside, costs, dangers, details, first_deploy, reports
from gitops.review.comment_model import CommentModel

# What each part may take at most; the details of the changes get whatever is left.
MOST_FOR_REPORTS = 14_000
MOST_FOR_BROKEN = 4_000
ROOM_FOR_WORDS = 1_500
NOTHING = "no changes"
# Names in the first line of what goes with a removed stack.
MOST_LOST = 10
ALARMING = (Kind.DESTROY, Kind.REPLACE, Kind.FORGET, Kind.CREATE_AND_FORGET)
# Part of every note about truncated content.
CUT = "not fit here"
LEFT_OUT = re.compile(rf"{CUT}|… and \d+ more")
PAST = {
    Kind.DESTROY: "destroys",
    Kind.REPLACE: "replaces",
    Kind.CREATE_AND_FORGET: "creates and forgets",
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
    Danger(
        "Forgets: stays in the cloud, no longer managed by Terraform",
        (Kind.FORGET, Kind.CREATE_AND_FORGET),
    ),
    Danger("Changes stateful resources", (Kind.CHANGE, Kind.IMPORT, Kind.MOVE), only_data=True),
)


def render(model: CommentModel, *, most: int = MOST_IN_A_COMMENT, full: bool = False) -> str:
    """The comment in Markdown, at most `most` UTF-16 units long.

    Unless it is to be `full`, a first deploy is a table without attributes, and what a large change
    shows of itself has limits.
    """
    head = "\n\n".join(filter(None, ("\n".join(_head(model)), costs.section(model))))
    broken = _broken(model, MOST_FOR_BROKEN)
    foot = _foot(model)
    room = most - units(head) - units(broken) - units(foot) - ROOM_FOR_WORDS
    reported = reports.section(model, min(MOST_FOR_REPORTS, room // 3))
    room -= units(reported)
    danger = _danger(model, room, full=full)
    room -= units(danger)
    drift = _drift(model, room // 3, full=full)
    room -= units(drift)
    first = [] if full else [plan for plan in model.plans if first_deploy.is_large(plan)]
    brief = first_deploy.section(first, model.run.page)
    rest = [plan for plan in model.plans if plan not in first]
    shown = details.section(replace(model, plans=rest), room - units(brief), full=full)
    parts = [head, broken, danger, drift, brief, shown, reported]
    if most < UNLIMITED and any(map(LEFT_OUT.search, parts)):
        parts.append(f"Some details do not fit here. All of them: {model.whole}.")
    return "\n\n".join(part for part in (*parts, foot) if part) + "\n"


def verdict(model: CommentModel) -> str:
    """The headline of the comment."""
    name = model.environment
    if wrong := _unplanned(model):
        return f"⛔ {name}: {wrong}"
    if model.faults or model.failed_tests:
        return f"⛔ {name}: {_reasons(model)}"
    checks = model.failed_checks
    unsure = [
        f"{checks} {_plural('check', checks)} failed" if checks else "",
        "" if model.evaluated else "policies not evaluated",
    ]
    what = _removed(model) or _lost(model) or _counted(model)
    is_alarming = any(
        (model.of(*ALARMING), model.invocations, model.dangers, model.allowed, any(unsure))
    )
    return f"{'⚠️' if is_alarming else '✅'} {name}: {'; '.join(filter(None, (what, *unsure)))}"


def _removed(model: CommentModel) -> str:
    """Which stacks go, and which data with them; empty if none does."""
    going = [plan for plan in model.plans if plan.is_removed]
    lost = [one for plan in going for one in plan.changes if one.loses_data]
    names = [code(one.short_name, 60) for one in lost[:MOST_LOST]]
    more = f" and {len(lost) - MOST_LOST:,} more" if len(lost) > MOST_LOST else ""
    data = f" with the data of {', '.join(names)}{more}" if names else ""
    others = len(list(filter(_loses_data, model.of(Kind.DESTROY, Kind.REPLACE)))) - len(lost)
    beside = f"; destroys {others} more {_plural('stateful resource', others)}" if others else ""
    stacks = ", ".join(code(plan.stack, 60) for plan in going)
    return f"removes {stacks}{data}{beside}" if going else ""


def _lost(model: CommentModel) -> str:
    lost = len(list(filter(_loses_data, model.of(Kind.DESTROY, Kind.REPLACE))))
    return f"destroys {lost} {_plural('stateful resource', lost)}" if lost else ""


def _loses_data(found: tuple[str, Change]) -> bool:
    return found[1].loses_data


def _unplanned(model: CommentModel) -> str:
    """What is wrong with the plans themselves."""
    if model.failure or any(plan.errored for plan in model.plans):
        return "plan failed"
    if model.broken:
        return "no plan"
    return "partial plan" if model.problems else ""


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
    if model.invocations:
        words.insert(0, f"invokes {model.invocations} {_plural('action', model.invocations)}")
    if outputs:
        words.append(f"sets {outputs} {_plural('output', outputs)}")
    return ", ".join(words) or NOTHING


def _head(model: CommentModel) -> Iterator[str]:
    yield f"## {verdict(model)}"
    if not model.plans:
        return
    if _counted(model) not in f"{verdict(model)} {NOTHING}":
        yield f"\nThe plan {_counted(model)}."
    kinds = [kind for kind in Kind if model.counts[kind]]
    if kinds and len(model.plans) > 1 and not all(map(first_deploy.is_large, model.plans)):
        yield ""
        yield from _table(model, kinds)


def _table(model: CommentModel, kinds: Sequence[Kind]) -> list[str]:
    rows = ((cell(plan.stack), *(str(plan.counts[kind]) for kind in kinds)) for plan in model.plans)
    return table(("stack", *kinds), *rows, numbers=len(kinds))


def _broken(model: CommentModel, room: int) -> str:
    lines = (f"- {prose(reason, 1500)}" for reason in model.problems)
    return "\n".join(fit(lines, room)[0])


def _danger(model: CommentModel, room: int, *, full: bool) -> str:
    """What must be read; a thousand destroyed resources leave room for who may do what."""
    access = dangers.section(model, room // 2, full=full)
    room -= units(access) + 2
    texts = []
    for part in (*_lists(model), *beside.parts(model, full=full)):
        text = _listed(part, room, model)
        room -= units(text) + 2
        texts.append(text)
    return "\n\n".join(filter(None, (*texts, access)))


def _lists(model: CommentModel) -> Iterator[beside.Part]:
    """What the pull request allows itself, and the lists of dangerous changes."""
    if model.allowed:
        yield beside.Part("Allowed by this pull request", model.allowed, _allowed)
    several = len(model.plans) > 1
    for danger in DANGERS:
        found = model.of(*danger.kinds)
        if danger.only_data:
            found = [one for one in found if one[1].holds_data and not details.only_tags(one[1])]
        if found:
            yield beside.Part(
                danger.title, found, lambda one: _line(one[1], one[0] if several else "")
            )


def _allowed(line: str) -> str:
    """What the pull request's own policies let pass and main's do not."""
    return f"- {prose(line, 500)}"


def _listed(part: beside.Part, room: int, model: CommentModel) -> str:
    """One list, with its count in the title; below stands where the rest of it is."""
    lines, _ = fit(map(part.line, part.items), room - 400)
    if missing := len(part.items) - len(lines):
        lines.append(f"- **… and {missing:,} more that do {CUT}**: {model.whole}")
    return "\n".join([f"### {part.title} ({len(part.items)})\n", *lines])


def _drift(model: CommentModel, room: int, *, full: bool) -> str:
    """What changed outside of Terraform since the last apply, with before and now."""
    part = beside.drifted(model)
    if not part.items:
        return ""
    listed = _listed(part, room // 2, model)
    # Of what was deleted there is nothing more to say.
    drifts = [
        StackPlan(plan.stack, [one for one in plan.drift if one.kind is not Kind.DESTROY])
        for plan in model.plans
    ]
    shown = details.section(replace(model, plans=drifts), room - units(listed), full=full)
    return "\n\n".join(filter(None, (listed, shown)))


def _line(change: Change, stack: str) -> str:
    lost = protection(change.type) if change.kind is Kind.DESTROY else ""
    marks = [
        f"**disables a protection**: {lost}" if lost else "",
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
    cause = f"forced by {forced}" if forced else change.reason
    if change.kind is Kind.REPLACE:
        return cause + ("; the new one is created first" if change.new_first else "")
    if change.kind is Kind.CREATE_AND_FORGET:
        return "; ".join(filter(None, (cause, "a new one is created, the old one stays")))
    if change.kind is Kind.CHANGE:
        return f"changes {beside.changed_names(change)}"
    return change.reason


def _foot(model: CommentModel) -> str:
    run = model.run
    sha = f" of {run.head_sha[:12]}" if run.head_sha else ""
    if not run.url:
        return f"<sub>Generated from the plans{sha} by a local run.</sub>"
    return (
        f"<sub>Generated from the plans{sha} by {run.link}, whose artifact `report-{run.attempt}`"
        " holds the report for auditors.</sub>"
    )


def _plural(word: str, count: int) -> str:
    return word if count == 1 else f"{word}s"
