"""The changes of each stack, attribute by attribute, in collapsed sections."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from gitops.adapters.markdown import LONGEST_TEXT, UNLIMITED, collapsed, fit, units, visible
from gitops.plans import shown
from gitops.plans.changes import Change, Kind, StackPlan, path_text
from gitops.plans.differences import (
    ABSENT,
    UNKNOWN,
    Difference,
    changed_names,
    differences,
    of,
)
from gitops.review import attributes
from gitops.review.comment_model import CommentModel

# In a fence of the language `diff`, GitHub colours lines by their first character.
SIGNS = {
    Kind.DESTROY: "- destroy",
    Kind.REPLACE: "! replace",
    Kind.CREATE_AND_FORGET: "! create and forget",
    Kind.FORGET: "- forget",
    Kind.CHANGE: "! change",
    Kind.IMPORT: "! import",
    Kind.MOVE: "! move",
    Kind.CREATE: "+ create",
    Kind.READ: "  read",
}
ROOM_FOR_FRAME = 300
# Of one change: a resource with a thousand tags must not hide the others.
MOST_LINES = 80
LONGEST_NAMES = 600
LONGEST_TAGS = 1200
# The tags of everything new are the same; that it has them is enough.
ALL_TAGS = "tags_all"
TAGS = ("tags", ALL_TAGS)
NOTHING = ("null", '""', "[]", "{}", "false", ABSENT)


def section(model: CommentModel, room: int, *, full: bool = False) -> str:
    """The changes of all stacks within `room` UTF-16 units; truncation is marked.

    In `full` there is no limit for a change: unless all of them do not fit then.
    """
    if full and units(whole := _stacks(model, UNLIMITED, full=True)) <= room:
        return whole
    return _stacks(model, room, full=False)


def _stacks(model: CommentModel, room: int, *, full: bool) -> str:
    plans = [plan for plan in model.plans if plan.changes or plan.changed_outputs]
    parts: dict[str, str] = {}
    # The smallest stack first: the unused part of its share goes to the others.
    for waiting, plan in enumerate(sorted(plans, key=lambda plan: len(plan.changes))):
        part = _stack(plan, room // (len(plans) - waiting), full=full)
        room -= units(part) + 2
        parts[plan.stack] = part
    return "\n\n".join(parts[plan.stack] for plan in plans)


def changed_attributes(change: Change) -> list[str]:
    """The names of the top attributes that differ."""
    return list(dict.fromkeys(str(one.steps[0]) for one in of(change) if one.steps))


def only_tags(change: Change) -> bool:
    """Whether the change is one of tags and nothing else, not even of its address."""
    if change.kind is not Kind.CHANGE or change.previous_address:
        return False
    names = set(changed_names(change))
    return bool(names) and names.issubset(TAGS)


def _stack(plan: StackPlan, room: int, *, full: bool) -> str:
    ordered = sorted(plan.changes, key=lambda change: list(Kind).index(change.kind))
    lines: list[str] = []
    left = room - ROOM_FOR_FRAME
    done = 0
    tagged = [change for change in ordered if only_tags(change)]
    if tagged and (line := fit([_tagged(tagged, full=full)], left)[0]):
        lines += line
        left -= units(line[0]) + 1
        done = len(tagged)
        ordered = [change for change in ordered if not only_tags(change)]
    for change in ordered:
        found, used = _fitting(change, left, full=full)
        if not found:
            break
        lines += found
        left -= used
        done += 1
    members = [line for name in plan.changed_outputs for line in _output(plan, name, full=full)]
    kept, _ = fit(members, left)
    cut = len(plan.changes) - done
    return _framed(plan, [*lines, *kept], cut, len(members) - len(kept))


def _tagged(changes: Sequence[Change], *, full: bool) -> str:
    """All changes of tags in one line: what changes, on how many resources, on which."""
    found = Counter(
        f"{'.'.join(map(str, one.steps))}: "
        + " → ".join(shown.pair(one.before, one.after, full=full))
        for change in changes
        for one in _without_copies(differences(_restricted(change.values)))
    )
    said = "; ".join(f"{one} ({count})" for one, count in found.most_common())
    where = ", ".join(change.address for change in changes)
    most = UNLIMITED if full else LONGEST_TAGS
    return visible(f"! change only tags of {len(changes)}: {said}; {where}", most)


def _fitting(change: Change, room: int, *, full: bool) -> tuple[list[str], int]:
    """All lines of a change, or at least the one with its address, or nothing."""
    lines = list(_change(change, full=full))
    kept, used = fit(lines, room)
    if len(kept) == len(lines):
        return kept, used
    return fit([f"{lines[0]} (its attributes do not fit here)"], room)


def _framed(plan: StackPlan, lines: list[str], cut: int, cut_outputs: int) -> str:
    total = len(plan.changes)
    noun = "change" if total == 1 else "changes"
    missing = f"; {cut:,} of them do not fit here" if cut else ""
    outputs = f"; {cut_outputs} values of outputs do not fit here" if cut_outputs else ""
    title = f"<code>{plan.stack}</code>: {total:,} {noun}{missing}{outputs}"
    if not lines:
        return f"{title}."
    return collapsed(title, "\n".join(["```diff", *lines, "```"]))


def _change(change: Change, *, full: bool) -> Iterator[str]:
    forced = set(change.forced_by)
    was = f" (was {visible(change.previous_address)})" if change.previous_address else ""
    yield f"{SIGNS[change.kind]} {visible(change.address)}{was}"
    if change.kind in (Kind.DESTROY, Kind.FORGET):
        # A destroyed resource loses all its attributes.
        return
    tags: list[str] = []
    later: list[str] = []
    lines: list[str] = []
    for one in _of(change):
        forces = path_text(one.steps) in forced
        if one.after == UNKNOWN and not (forces or one.from_synthesis):
            later.append(one.path)
        elif change.kind is Kind.CREATE and one.steps[:1] == (ALL_TAGS,):
            tags.append(str(one.steps[-1]))
        else:
            new = change.kind is Kind.CREATE
            lines += attributes.lines(one, new=new, forces=forces, full=full)
    kept = lines if full else lines[:MOST_LINES]
    yield from kept
    if more := len(lines) - len(kept):
        names = ", ".join(changed_attributes(change))
        yield f"    … and {more} more lines; it changes {visible(names, LONGEST_NAMES)}"
    if tags:
        yield f"    tagged: {visible(', '.join(tags), UNLIMITED if full else LONGEST_TEXT)}"
    if later:
        names = visible(", ".join(later), UNLIMITED if full else LONGEST_NAMES)
        yield f"    {names}: known after apply"


def _of(change: Change) -> Iterator[Difference]:
    """The differences of a change; of what is new only what is set."""
    for one in _without_copies(of(change)):
        if change.kind is not Kind.CREATE or one.after not in NOTHING:
            yield one


def _without_copies(found: Iterable[Difference]) -> Iterator[Difference]:
    """The differences without those of `tags_all` that `tags` has, too."""
    seen = set()
    for one in sorted(found, key=lambda one: one.steps[:1] == (ALL_TAGS,)):
        if one.steps[:1] == ("tags",):
            seen.add((one.steps[1:], one.before, one.after))
        if one.steps[:1] != (ALL_TAGS,) or (one.steps[1:], one.before, one.after) not in seen:
            yield one


def _restricted(values: Mapping[str, Any]) -> dict[str, Any]:
    """A `change` object with the tags only."""
    return {
        key: {name: one[name] for name in TAGS if name in one} if isinstance(one, dict) else one
        for key, one in values.items()
    }


def _output(plan: StackPlan, name: str, *, full: bool) -> Iterator[str]:
    for one in differences(plan.outputs[name], name):
        path = f"output {name}{'.' if one.path and one.path[0] != '[' else ''}{one.path}"
        yield from attributes.lines(replace(one, path=path), full=full)
