"""The changes of each stack, attribute by attribute, in collapsed sections."""

from collections.abc import Iterator

from gitops.adapters.markdown import collapsed, fit, units, visible
from gitops.plans.changes import Change, Kind, StackPlan
from gitops.plans.differences import ABSENT, SENSITIVE, UNKNOWN, Difference, differences
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
LONGEST_VALUE = 160
LONGEST_NAME = 160
ROOM_FOR_FRAME = 300
# Of one change: a resource with a thousand tags must not hide the others.
MOST_LINES = 40
# The tags of everything new are the same; that it has them is enough.
ALL_TAGS = "tags_all."
NOTHING = ("null", '""', "[]", "{}", "false", ABSENT)


def section(model: CommentModel, room: int) -> str:
    """The changes of all stacks within `room` UTF-16 units; truncation is marked."""
    plans = [plan for plan in model.plans if plan.changes or plan.changed_outputs]
    parts: dict[str, str] = {}
    # The smallest stack first: the unused part of its share goes to the others.
    for waiting, plan in enumerate(sorted(plans, key=lambda plan: len(plan.changes))):
        part = _stack(plan, room // (len(plans) - waiting))
        room -= units(part) + 2
        parts[plan.stack] = part
    return "\n\n".join(parts[plan.stack] for plan in plans)


def changed_attributes(change: Change) -> list[str]:
    """The names of the top attributes that differ."""
    tops = (one.path.replace("[", ".").split(".", maxsplit=1)[0] for one in _of(change))
    return list(dict.fromkeys(tops))


def _stack(plan: StackPlan, room: int) -> str:
    ordered = sorted(plan.changes, key=lambda change: list(Kind).index(change.kind))
    lines: list[str] = []
    left = room - ROOM_FOR_FRAME
    shown = 0
    for change in ordered:
        found, used = _fitting(change, left)
        if not found:
            break
        lines += found
        left -= used
        shown += 1
    members = list(_outputs(plan))
    outputs, _ = fit(members, left)
    lines += outputs
    return _framed(plan, lines, len(ordered) - shown, len(members) - len(outputs))


def _fitting(change: Change, room: int) -> tuple[list[str], int]:
    """All lines of a change, or at least the one with its address, or nothing."""
    lines = list(_change(change))
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


def _change(change: Change) -> Iterator[str]:
    forced = set(change.forced_by)
    was = f" (was {visible(change.previous_address)})" if change.previous_address else ""
    yield f"{SIGNS[change.kind]} {visible(change.address)}{was}"
    if change.kind in (Kind.DESTROY, Kind.FORGET):
        # A destroyed resource loses all its attributes.
        return
    rest: list[str] = []
    tags: list[str] = []
    count = 0
    for one in _of(change):
        if change.kind is Kind.CREATE and one.after == UNKNOWN:
            rest.append(one.path)
            continue
        if change.kind is Kind.CREATE and one.path.startswith(ALL_TAGS):
            tags.append(one.path.removeprefix(ALL_TAGS))
            continue
        count += 1
        if count <= MOST_LINES:
            yield _attribute(one, new=change.kind is Kind.CREATE, forces=one.path in forced)
    if count > MOST_LINES:
        yield f"    … and {count - MOST_LINES} more attributes"
    if tags:
        yield f"    tagged: {visible(', '.join(tags))}"
    if rest:
        yield f"    {visible(', '.join(rest))}: known after apply"


def _attribute(one: Difference, *, new: bool, forces: bool) -> str:
    name = visible(one.path, LONGEST_NAME)
    before = "" if new else f"{visible(one.before, LONGEST_VALUE)} → "
    mark = "   # forces the replacement" if forces else ""
    return f"    {name}: {before}{visible(one.after, LONGEST_VALUE)}{mark}"


def _of(change: Change) -> Iterator[Difference]:
    """The differences of a change; of what is new only what is set."""
    for one in differences(change.values):
        if change.kind is not Kind.CREATE or one.after not in NOTHING:
            yield one


def _outputs(plan: StackPlan) -> Iterator[str]:
    for name in plan.changed_outputs:
        for one in differences(plan.outputs[name], name):
            path = f"output {name}{'.' + one.path if one.path else ''}"
            yield f"  {visible(path, LONGEST_NAME)}: {_short(one.before)} → {_short(one.after)}"


def _short(value: str) -> str:
    return value if value in (SENSITIVE, UNKNOWN, ABSENT) else visible(value, LONGEST_VALUE)
