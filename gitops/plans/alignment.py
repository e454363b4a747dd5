"""Which element of a list became which: by content, then by identity, then by likeness.

Comparing by number would call one element put in front a change of all that follow.
"""

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

Pair = tuple[int, int]
Texts = Sequence[str]
# Above so many comparisons the order within what differs does not matter to a reader.
MOST_COMPARED = 250_000
# Two elements are one that changed if at least half of what they hold is equal.
ALIKE = 0.5
# What tells the elements of a list apart; the first that every element has, each its own.
IDENTITIES: tuple[tuple[str, ...], ...] = (
    ("Sid",),
    ("sid",),
    ("name",),
    ("Name",),
    ("key",),
    ("Key",),
    ("id",),
    ("Id",),
    ("ID",),
    ("arn",),
    ("Arn",),
    ("attribute_name",),
    ("statement_id",),
    ("device_name",),
    ("domain_name",),
    ("origin_id",),
    ("path_pattern",),
    ("priority",),
    ("region_name",),
    ("ParameterKey",),
    ("protocol", "from_port", "to_port"),
)


@dataclass(frozen=True)
class Alignment:
    """Pairs of numbers in both lists, which of them changed places, and what has no partner."""

    pairs: Sequence[Pair]
    moved: frozenset[Pair]
    removed: Sequence[int]
    added: Sequence[int]
    identity: tuple[str, ...] = ()

    def label(self, element: Any) -> str:
        """What a reader calls the element; empty if it has its number only."""
        if not self.identity or not isinstance(element, dict):
            return ""
        return " ".join(str(element[key]) for key in self.identity)


def align(
    old: Sequence[Any], new: Sequence[Any], texts: tuple[Texts, Texts], *, is_set: bool
) -> Alignment:
    """Which element of the old list became which of the new one; equal ones have equal texts.

    The order of a set means nothing, so nothing moves in it.
    """
    identity = _identity(old, new)
    pairs = _equal(*texts, is_set=is_set)
    for step in (_identified, _positioned, _alike):
        pairs += step(_Rest(old, new, pairs, identity, is_set=is_set))
    rest = _Rest(old, new, pairs, identity, is_set=is_set)
    moved = frozenset() if is_set else frozenset(pairs) - frozenset(_in_order(pairs))
    return Alignment(sorted(pairs, key=lambda pair: pair[1]), moved, rest.old, rest.new, identity)


class _Rest:
    """What has no partner yet."""

    def __init__(
        self,
        before: Sequence[Any],
        after: Sequence[Any],
        pairs: Sequence[Pair],
        identity: tuple[str, ...],
        *,
        is_set: bool,
    ) -> None:
        used = {pair[0] for pair in pairs}, {pair[1] for pair in pairs}
        self.before, self.after, self.identity, self.is_set = before, after, identity, is_set
        self.old = [number for number in range(len(before)) if number not in used[0]]
        self.new = [number for number in range(len(after)) if number not in used[1]]
        self.pairs = pairs

    def gaps(self) -> Iterator[tuple[list[int], list[int]]]:
        """What is left on both sides between the same two partners; of a set all of it."""
        fixed = [] if self.is_set else _in_order(self.pairs)
        found: dict[int, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for side, numbers in enumerate((self.old, self.new)):
            borders = [pair[side] for pair in fixed]
            for number in numbers:
                found[bisect_left(borders, number)][side].append(number)
        yield from (found[gap] for gap in sorted(found))


def _equal(old: Texts, new: Texts, *, is_set: bool) -> list[Pair]:
    """Equal elements: as many as possible in their order, then the others."""
    pairs = [] if is_set else list(_subsequence(old, new))
    used = {pair[0] for pair in pairs}, {pair[1] for pair in pairs}
    waiting: dict[str, deque[int]] = defaultdict(deque)
    for number, one in enumerate(old):
        if number not in used[0]:
            waiting[one].append(number)
    for number, one in enumerate(new):
        if number not in used[1] and waiting.get(one):
            pairs.append((waiting[one].popleft(), number))
    return pairs


def _subsequence(old: Texts, new: Texts) -> Iterator[Pair]:
    """A longest common subsequence, of which the ends are found at once."""
    start = _common(zip(old, new, strict=False))
    end = _common(zip(reversed(old[start:]), reversed(new[start:]), strict=False))
    yield from ((number, number) for number in range(start))
    yield from ((len(old) - number, len(new) - number) for number in range(end, 0, -1))
    old, new = old[start : len(old) - end], new[start : len(new) - end]
    if len(old) * len(new) > MOST_COMPARED:
        return
    for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        for number in range(block.size):
            yield start + block.a + number, start + block.b + number


def _common(pairs: Iterable[tuple[str, str]]) -> int:
    count = 0
    for one, other in pairs:
        if one != other:
            break
        count += 1
    return count


def _identity(old: Sequence[Any], new: Sequence[Any]) -> tuple[str, ...]:
    for keys in IDENTITIES:
        if all(_distinguishes(side, keys) for side in (old, new)):
            return keys
    return ()


def _distinguishes(elements: Sequence[Any], keys: Sequence[str]) -> bool:
    found = [_named(one, keys) for one in elements]
    return None not in found and len(set(found)) == len(found)


def _named(element: Any, keys: Sequence[str]) -> tuple[Any, ...] | None:
    if not isinstance(element, dict):
        return None
    values = tuple(element.get(key) for key in keys)
    return values if all(isinstance(one, str | int) and one != "" for one in values) else None


def _identified(rest: _Rest) -> list[Pair]:
    if not rest.identity:
        return []
    names = {_named(rest.before[number], rest.identity): number for number in rest.old}
    return [
        (names[name], number)
        for number in rest.new
        if (name := _named(rest.after[number], rest.identity)) in names
    ]


def _positioned(rest: _Rest) -> list[Pair]:
    """Elements without keys that stand in each other's place; of a set one for one."""
    found: list[Pair] = []
    for old, new in rest.gaps():
        if rest.is_set and (len(old), len(new)) != (1, 1):
            continue
        found += [
            pair
            for pair in zip(old, new, strict=False)
            if not any(isinstance(one, dict) for one in (rest.before[pair[0]], rest.after[pair[1]]))
        ]
    return found


def _alike(rest: _Rest) -> list[Pair]:
    """Objects that hold mostly the same, the most alike first."""
    found: list[Pair] = []
    for old, new in rest.gaps():
        if len(old) * len(new) > MOST_COMPARED // 100:
            continue
        likeness = sorted(
            (-_likeness(rest.before[one], rest.after[other]), abs(one - other), one, other)
            for one in old
            for other in new
        )
        # The only element of a list is mostly a block that may stand once.
        least = 0.0 if len(rest.before) == len(rest.after) == 1 else ALIKE
        used: tuple[set[int], set[int]] = set(), set()
        for like, _, one, other in likeness:
            if -like >= least and one not in used[0] and other not in used[1]:
                found.append((one, other))
                used[0].add(one)
                used[1].add(other)
    return found


def _likeness(old: Any, new: Any) -> float:
    """The share of keys with equal values; -1 for what cannot be the same, as another effect."""
    if not isinstance(old, dict) or not isinstance(new, dict):
        return -1
    keys = old.keys() | new.keys()
    equal = sum(key in old and key in new and old[key] == new[key] for key in keys)
    if old.get("Effect") != new.get("Effect") and equal < len(keys) - 1:
        return -1
    return equal / len(keys) if keys else 1


def _in_order(pairs: Iterable[Pair]) -> list[Pair]:
    """As many pairs as possible of which none crosses another, in order."""
    ordered = sorted(pairs)
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_, new) in enumerate(ordered):
        place = bisect_left(ends, new)
        before.append(last[place - 1] if place else -1)
        ends[place : place + 1] = [new]
        last[place : place + 1] = [number]
    chain: list[Pair] = []
    number = last[-1] if last else -1
    while number >= 0:
        chain.append(ordered[number])
        number = before[number]
    return chain[::-1]
