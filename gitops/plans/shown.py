"""How a reader sees a difference: what differs with some context, never cut down to equal texts.

Secrets are masked before anything is cut: the rest of one has no form to be known by.
"""

import difflib
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from gitops.adapters.markdown import UNLIMITED, visible
from gitops.plans import policy_documents
from gitops.plans.differences import ABSENT, SENSITIVE, UNKNOWN, Difference, Edit
from gitops.plans.nodes import text
from policies.engine.secrets import mask_text

STATEMENT = ("Sid", "Effect", "Principal", "Action", "Resource", "Condition")
WORDS = (ABSENT, SENSITIVE, UNKNOWN)
FROM_SYNTHESIS = " (from synthesis)"
LONGEST_VALUE = 160
LONGEST_LINE = 240
LONGEST_INLINE = 90
CONTEXT = 24
# Places of a long text that are shown, and how much of each.
MOST_PLACES = 6
LONGEST_PLACE = 120
LINES_OF_CONTEXT = 1
MOST_LINES = 80
MOST_TOKENS_COMPARED = 100_000
MOST_LINES_COMPARED = 250_000
TOKEN = re.compile(r"\w+|\s+|[^\w\s]+")


@dataclass(frozen=True)
class Line:
    """One line of a text: its sign as in a diff, and the line."""

    sign: str
    text: str


def pair(
    before: str, after: str, most: int = LONGEST_VALUE, *, full: bool = False
) -> tuple[str, str]:
    """Two different texts, each about so long, with the parts that differ and some context.

    What comes back differs, too, but for texts that differ in secrets only. In `full` every part
    that differs is whole.
    """
    old, new = mask_text(before), mask_text(after)
    longest = UNLIMITED if full else most
    if old == new:
        hidden = (SENSITIVE, SENSITIVE)
        return hidden if before != after else (_cut(old, longest), _cut(new, longest))
    if {before, after} & set(WORDS):
        return _cut(old, longest), _cut(new, longest)
    if max(len(old), len(new)) <= most:
        return _distinct(old, new)
    places = list(_places(old, new))
    shown = (
        _joined(old, [one[0] for one in places], full=full),
        _joined(new, [one[1] for one in places], full=full),
    )
    return _with_digest(shown, old, new) if shown[0] == shown[1] else _distinct(*shown)


def block(value: str, *, full: bool = False) -> list[str]:
    """JSON text over several lines, as a whole element is shown."""
    try:
        lines = list(_outline(_opened(json.loads(value)), ""))
    except (ValueError, RecursionError):
        lines = [value]
    most = UNLIMITED if full else LONGEST_LINE
    return [_cut(line, most) for line in mask_text("\n".join(lines)).split("\n")]


def _outline(value: Any, indent: str) -> Iterator[str]:
    """A key or an element a line, deeper ones only where they are long."""
    if isinstance(value, str):
        yield from (f"{indent}{line}" for line in value.split("\n"))
        return
    parts = _items(value) if isinstance(value, dict) else [("-", one) for one in value]
    for key, one in parts:
        name = key if key == "-" else f"{key}:"
        short = text(one)
        if len(short) <= LONGEST_INLINE or not isinstance(one, dict | list):
            yield f"{indent}{name} {short}"
        else:
            yield f"{indent}{name}"
            yield from _outline(one, f"{indent}  ")


def _items(value: dict[str, Any]) -> list[tuple[str, Any]]:
    """The keys of an object in order, those of a policy's statement as people write them."""
    order = {key: number for number, key in enumerate(STATEMENT)} if "Effect" in value else {}
    return sorted(value.items(), key=lambda one: (order.get(one[0], len(order)), one[0]))


def line_difference(one: Difference, *, full: bool = False) -> list[Line]:
    """The changed lines of a text over several lines with their neighbours; [] for others."""
    sides = [_decoded(side) for side in (one.before, one.after)]
    if one.edit is not Edit.CHANGED or None in sides or "\n" not in "".join(map(str, sides)):
        return []
    old, new = (mask_text(str(side)).split("\n") for side in sides)
    lines = [line for hunk in _compared(old, new, full=full) for line in hunk]
    if all(line.sign == " " for line in lines):
        return []
    lines = _quoted(lines) if _look_alike(lines) else lines
    return lines if full else _limited(lines)


def _look_alike(lines: Sequence[Line]) -> bool:
    """Whether only white space differs, or what is not printable."""
    before, after = (
        [visible(line.text).split() for line in lines if line.sign in (" ", sign)] for sign in "-+"
    )
    return before == after


def _quoted(lines: Sequence[Line]) -> list[Line]:
    """The changed lines as JSON, whose quotes and escapes show every letter."""
    return [Line(one.sign, json.dumps(one.text)) if one.sign != " " else one for one in lines]


def _limited(lines: list[Line]) -> list[Line]:
    if len(lines) <= MOST_LINES:
        return lines
    changed = sum(line.sign != " " for line in lines[MOST_LINES:])
    return [*lines[:MOST_LINES], Line(" ", f"… and {changed} more changed lines")]


def _compared(old: Sequence[str], new: Sequence[str], *, full: bool) -> Iterator[list[Line]]:
    """Hunks of changed lines with their context."""
    if len(old) * len(new) > MOST_LINES_COMPARED:
        start, end = _ends(old, new)
        removed, added = old[start : len(old) - end], new[start : len(new) - end]
        yield [Line(" ", f"from line {start + 1} on:"), *_replaced(removed, added, full=full)]
        return
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for group in matcher.get_grouped_opcodes(LINES_OF_CONTEXT):
        hunk = [Line(" ", f"from line {group[0][1] + 1} on:")]
        for tag, old_start, old_end, new_start, new_end in group:
            if tag == "equal":
                hunk += [Line(" ", _cut(line, LONGEST_LINE)) for line in old[old_start:old_end]]
            else:
                hunk += _replaced(old[old_start:old_end], new[new_start:new_end], full=full)
        yield hunk


def _replaced(old: Sequence[str], new: Sequence[str], *, full: bool) -> list[Line]:
    """Removed lines before added ones; of long ones that have a partner, what differs."""
    both = zip(old, new, strict=False)
    pairs = [pair(one, other, LONGEST_LINE, full=full) for one, other in both]
    most = UNLIMITED if full else LONGEST_LINE
    old = [*(one for one, _ in pairs), *old[len(pairs) :]]
    new = [*(other for _, other in pairs), *new[len(pairs) :]]
    return [
        *(Line("-", _cut(line, most)) for line in old),
        *(Line("+", _cut(line, most)) for line in new),
    ]


def _places(old: str, new: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Where two long texts differ, as ranges of letters."""
    start, end = _ends(old, new)
    middle = TOKEN.findall(old[start : len(old) - end]), TOKEN.findall(new[start : len(new) - end])
    if len(middle[0]) * len(middle[1]) > MOST_TOKENS_COMPARED:
        yield (start, len(old) - end), (start, len(new) - end)
        return
    offsets = [_offsets(start, tokens) for tokens in middle]
    matcher = difflib.SequenceMatcher(None, *middle, autojunk=False)
    for group in _joined_groups(matcher.get_opcodes()):
        yield (
            (offsets[0][group[0]], offsets[0][group[1]]),
            (offsets[1][group[2]], offsets[1][group[3]]),
        )


def _joined_groups(codes: Sequence[tuple[str, int, int, int, int]]) -> Iterator[list[int]]:
    """Changed ranges of tokens, those joined that have but a few tokens between them."""
    group: list[int] = []
    for tag, old_start, old_end, new_start, new_end in codes:
        if tag == "equal":
            continue
        if group and old_start - group[1] <= CONTEXT // 3:
            group[1], group[3] = old_end, new_end
            continue
        if group:
            yield group
        group = [old_start, old_end, new_start, new_end]
    if group:
        yield group


def _offsets(start: int, tokens: Sequence[str]) -> list[int]:
    found = [start]
    for token in tokens:
        found.append(found[-1] + len(token))
    return found


def _ends(old: Sequence[Any], new: Sequence[Any]) -> tuple[int, int]:
    """How much the two have in common at the start and at the end."""
    most = min(len(old), len(new))
    start = next((n for n in range(most) if old[n] != new[n]), most)
    end = next((n for n in range(most - start) if old[-1 - n] != new[-1 - n]), most - start)
    return start, end


def _joined(whole: str, places: Sequence[tuple[int, int]], *, full: bool) -> str:
    """These places of a text with their context; what is left out is counted or an ellipsis."""
    shown = []
    most = len(places) if full else MOST_PLACES
    for start, end in places[:most]:
        first, last = max(0, start - CONTEXT), min(len(whole), end + CONTEXT)
        part = whole[start:end]
        if len(part) > LONGEST_PLACE and not full:
            # Both ends of what differs are shown: whoever hides something adds it to one of them.
            ends = part[: LONGEST_PLACE // 2], part[-LONGEST_PLACE // 2 :]
            part = f"{ends[0]}… {len(part) - LONGEST_PLACE} more characters …{ends[1]}"
        shown.append(f"{'…' if first else ''}{whole[first:start]}{part}{whole[end:last]}")
        if last < len(whole):
            shown[-1] += "…"
    more = len(places) - most
    return " ".join(shown) + (f" and {more} more places" if more > 0 else "")


def _distinct(old: str, new: str) -> tuple[str, str]:
    """Letters of several alphabets look alike, and some have no shape: all such as escapes."""
    return _escaped(old), _escaped(new)


def _escaped(one: str) -> str:
    return re.sub(r"[^\x00-\x7f…]", lambda found: json.dumps(found.group()).strip('"'), one)


def _with_digest(shown: tuple[str, str], old: str, new: str) -> tuple[str, str]:
    return f"{shown[0]} {_identified(old)}", f"{shown[1]} {_identified(new)}"


def _identified(whole: str) -> str:
    digest = hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()
    return f"({len(whole)} characters, SHA-256 {digest[:12]})"


def _cut(whole: str, most: int) -> str:
    if len(whole) <= most:
        return whole
    return f"{whole[:most]}… and {len(whole) - most} more characters"


def _decoded(value: str) -> str | None:
    """The text that a JSON text holds; "" for what is not there, None for other values."""
    if value == ABSENT:
        return ""
    if not value.startswith('"'):
        return None
    found: str = json.loads(value)
    return found


def _opened(value: Any) -> Any:
    """The value with the JSON in its texts as JSON."""
    if isinstance(value, dict):
        return {key: _opened(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_opened(one) for one in value]
    held = policy_documents.document(value)
    return value if held is None else _opened(policy_documents.normalised(held))
