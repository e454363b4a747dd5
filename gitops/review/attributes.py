"""The lines about one attribute of a change, as they stand in a fence of the language `diff`."""

import re
from collections.abc import Iterator

from gitops.adapters.markdown import ELLIPSIS, UNLIMITED, visible
from gitops.plans import shown
from gitops.plans.differences import ABSENT, SENSITIVE, UNKNOWN, Difference, Edit

LONGEST_NAME = 160
# What `shown.pair` gives at most, with the escapes of what is not printable.
LONGEST_SHOWN = 8_000
# An element that is shorter needs no lines of its own.
LONGEST_ELEMENT = 60
MOST_LINES_OF_ONE = 60
# What an element is called: long enough to leave some of its middle out.
LABEL = re.compile(r"(?<=\[)([^\[\]]{20})[^\[\]]{21,}([^\[\]]{20})(?=\])")
SIGNS = {Edit.ADDED: "+", Edit.REMOVED: "-"}


def lines(
    one: Difference, *, new: bool = False, forces: bool = False, full: bool = False
) -> Iterator[str]:
    """The lines about a difference; `new` leaves out that there was nothing before.

    In `full` no part of it is left out.
    """
    name = path(one, full=full)
    most = UNLIMITED if full else LONGEST_SHOWN
    notes = shown.FROM_SYNTHESIS if one.from_synthesis else ""
    notes += "   # forces the replacement" if forces else ""
    if one.edit in SIGNS:
        yield from _element(SIGNS[one.edit], name, one, notes, full=full)
    elif one.edit is Edit.MOVED:
        yield f"    {name}: moved from {one.before} to {one.after}{notes}"
    elif new:
        yield from _new(name, one, notes, full=full)
    elif changed := shown.line_difference(one, full=full):
        yield f"    {name}:{notes}"
        yield from (f"{line.sign}     {visible(line.text, most)}" for line in changed)
    else:
        before, after = shown.pair(one.before, one.after, full=full)
        yield f"    {name}: {visible(before, most)} → {visible(after, most)}{notes}"


def path(one: Difference, *, full: bool = False) -> str:
    """The path of a difference, cut in the middle: its end says what differs."""
    shown = visible(one.path, UNLIMITED)
    if full:
        return shown
    if len(shown) > LONGEST_NAME:
        shown = LABEL.sub(rf"\1{ELLIPSIS}\2", shown)
    if len(shown) > LONGEST_NAME:
        half = LONGEST_NAME // 2
        shown = f"{shown[:half]}{ELLIPSIS}{shown[1 - half :]}"
    return shown


def _element(sign: str, name: str, one: Difference, notes: str, *, full: bool) -> Iterator[str]:
    """A whole element of a list that comes or goes."""
    value = one.after if one.edit is Edit.ADDED else one.before
    title = f"{sign}   {name} {one.edit}"
    yield from _value(title, sign, value, LONGEST_ELEMENT, notes, full=full)


def _new(name: str, one: Difference, notes: str, *, full: bool) -> Iterator[str]:
    """An attribute of what is new; documents get lines of their own."""
    yield from _value(f"    {name}", "+", one.after, shown.LONGEST_VALUE, notes, full=full)


def _value(
    title: str, sign: str, value: str, most: int, notes: str, *, full: bool
) -> Iterator[str]:
    if value in (ABSENT, SENSITIVE, UNKNOWN) or len(value) <= most:
        yield f"{title}: {visible(value, LONGEST_SHOWN)}{notes}"
        return
    block = shown.block(value, full=full)
    kept = block if full else block[:MOST_LINES_OF_ONE]
    yield f"{title}:{notes}"
    yield from (f"{sign}     {visible(line, UNLIMITED)}" for line in kept)
    if len(kept) < len(block):
        yield f"      … and {len(block) - len(kept)} more lines"
