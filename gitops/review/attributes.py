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


def lines(one: Difference, *, new: bool = False, forces: bool = False) -> Iterator[str]:
    """The lines about a difference; `new` leaves out that there was nothing before."""
    name = path(one)
    notes = shown.FROM_SYNTHESIS if one.from_synthesis else ""
    notes += "   # forces the replacement" if forces else ""
    if one.edit in SIGNS:
        yield from _element(SIGNS[one.edit], name, one, notes)
    elif one.edit is Edit.MOVED:
        yield f"    {name}: moved from {one.before} to {one.after}{notes}"
    elif new:
        yield from _new(name, one, notes)
    elif changed := shown.line_difference(one):
        yield f"    {name}:{notes}"
        yield from (f"{line.sign}     {_visible(line.text)}" for line in changed)
    else:
        before, after = shown.pair(one.before, one.after)
        yield f"    {name}: {_visible(before)} → {_visible(after)}{notes}"


def path(one: Difference) -> str:
    """The path of a difference, cut in the middle: its end says what differs."""
    shown = visible(one.path, UNLIMITED)
    if len(shown) > LONGEST_NAME:
        shown = LABEL.sub(rf"\1{ELLIPSIS}\2", shown)
    if len(shown) > LONGEST_NAME:
        half = LONGEST_NAME // 2
        shown = f"{shown[:half]}{ELLIPSIS}{shown[1 - half :]}"
    return shown


def _element(sign: str, name: str, one: Difference, notes: str) -> Iterator[str]:
    """A whole element of a list that comes or goes."""
    value = one.after if one.edit is Edit.ADDED else one.before
    yield from _value(f"{sign}   {name} {one.edit}", sign, value, LONGEST_ELEMENT, notes)


def _new(name: str, one: Difference, notes: str) -> Iterator[str]:
    """An attribute of what is new; documents get lines of their own."""
    yield from _value(f"    {name}", "+", one.after, shown.LONGEST_VALUE, notes)


def _value(title: str, sign: str, value: str, most: int, notes: str) -> Iterator[str]:
    if value in (ABSENT, SENSITIVE, UNKNOWN) or len(value) <= most:
        yield f"{title}: {_visible(value)}{notes}"
        return
    block = shown.block(value)
    yield f"{title}:{notes}"
    yield from (f"{sign}     {_visible(line)}" for line in block[:MOST_LINES_OF_ONE])
    if len(block) > MOST_LINES_OF_ONE:
        yield f"      … and {len(block) - MOST_LINES_OF_ONE} more lines"


def _visible(text: str) -> str:
    return visible(text, LONGEST_SHOWN)
