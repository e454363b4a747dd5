"""Changes that decide who may do what, what is exposed, which protection is on: never collapsed."""

import re
from collections.abc import Iterator, Sequence

from gitops.adapters.markdown import fit, visible
from gitops.plans import shown
from gitops.plans.changes import Kind
from gitops.plans.danger import DangerousChange
from gitops.plans.differences import Difference
from gitops.plans.wide import is_wide_text
from gitops.review import attributes
from gitops.review.comment_model import CommentModel
from gitops.review.details import SIGNS

TITLE = "Changes who may do what, what is exposed, or which protection is on"
BY_HAND = "! changed by hand"
ROOM_FOR_FRAME = 600
# Of one difference; all of it stands below.
MOST_LINES = 14
LONGEST_SHORT = 60
LONGEST_NAMES = 300
QUOTED = re.compile(r'"([^"]*)"')


def section(model: CommentModel, room: int, *, full: bool = False) -> str:
    """All of them within `room` UTF-16 units, in few words where it is narrow; a cut is counted.

    In `full` no difference is cut if there is room for that.
    """
    found = list(_dangers(model))
    if not found:
        return ""
    kept: list[str] = []
    for entry in (*((_full,) if full else ()), _whole, _short, _names):
        kept, _ = fit(
            ("\n".join([title, *entry(danger)]) for title, danger in found), room - ROOM_FOR_FRAME
        )
        if len(kept) == len(found):
            break
    lines = ["```diff", *kept, "```"] if kept else []
    if len(kept) < len(found):
        more = f"{len(found) - len(kept):,} more that do not fit here"
        lines.append(f"**… and {more}**: {model.whole}")
    return "\n".join([f"### {TITLE} ({len(found):,})\n", *lines])


def _dangers(model: CommentModel) -> Iterator[tuple[str, DangerousChange]]:
    """Each with the words before its attributes."""
    for stack, by_hand, danger in model.dangers:
        where = f" (in {stack})" if len(model.plans) > 1 else ""
        sign = BY_HAND if by_hand else SIGNS[danger.change.kind]
        address = visible(danger.change.address)
        yield f"{sign} {address}{where}: {', '.join(danger.titles)}", danger


def _full(danger: DangerousChange) -> Iterator[str]:
    for one in danger.differences:
        yield from _lines(danger, one, full=True)


def _whole(danger: DangerousChange) -> Iterator[str]:
    for one in danger.differences:
        found = list(_lines(danger, one))
        yield from found[:MOST_LINES]
        if len(found) > MOST_LINES:
            wide = list(_wide(list(_lines(danger, one, full=True))))[:MOST_LINES]
            more = f"{len(found) - MOST_LINES} more lines below"
            yield f"      … and {more}{', of them:' if wide else ''}"
            yield from wide


def _lines(danger: DangerousChange, one: Difference, *, full: bool = False) -> Iterator[str]:
    return attributes.lines(one, new=danger.change.kind in (Kind.CREATE, Kind.READ), full=full)


def _wide(lines: Sequence[str]) -> Iterator[str]:
    """Of the lines that are cut those that mean anybody or anything, each below its key."""
    key = ""
    for number, line in enumerate(lines):
        key = line if line.endswith(":") else key
        if number >= MOST_LINES and any(map(is_wide_text, QUOTED.findall(line))):
            yield from (key, line) if key else (line,)
            key = ""


def _short(danger: DangerousChange) -> Iterator[str]:
    for one in danger.differences:
        before, after = shown.pair(one.before, one.after, LONGEST_SHORT)
        yield f"    {attributes.path(one)}: {visible(before)} → {visible(after)}"


def _names(danger: DangerousChange) -> Iterator[str]:
    names = ", ".join(dict.fromkeys(str(one.steps[0]) for one in danger.differences if one.steps))
    if names:
        yield f"    {visible(names, LONGEST_NAMES)}"
