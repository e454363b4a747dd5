"""Which parts of a value are sensitive, marked as Terraform marks them.

A mark mirrors the shape of its value and is true where the value is sensitive
(https://developer.hashicorp.com/terraform/internals/json-format, `before_sensitive`). Elements of a
list have no name: one that is removed shifts the rest, and a set has no order at all. So what is
sensitive in one element is sensitive in every element, and a list has one mark for all of them.
"""

from collections.abc import Iterable
from itertools import chain
from typing import Any

MASK = "(sensitive)"

Mark = Any


def union(*marks: Mark) -> Mark:
    """What any of the marks marks; False if that is nothing.

    Where two marks have different shapes, the whole is sensitive.
    """
    if any(mark is True for mark in marks):
        return True
    objects = [mark for mark in marks if isinstance(mark, dict)]
    names = dict.fromkeys(chain.from_iterable(objects))
    named = {name: union(*(one.get(name) for one in objects)) for name in names}
    named = {name: mark for name, mark in named.items() if mark}
    elements = [one for mark in marks if isinstance(mark, list) for one in mark]
    each = union(*elements) if elements else False
    if named and each:
        return True
    return [each] if each else named or False


def below(mark: Mark, step: str | int) -> Mark:
    """The mark one step deeper; True if the mark, made by `union`, does not fit such a step."""
    if isinstance(mark, dict):
        return mark.get(step, False) if isinstance(step, str) else True
    if isinstance(mark, list):
        return mark[0] if isinstance(step, int) else True
    return mark


def masked(value: Any, mark: Mark) -> Any:
    """The value with `MASK` for every part that the mark, made by `union`, marks."""
    if not mark:
        return value
    if isinstance(value, dict) and mark is not True:
        return {name: masked(one, below(mark, name)) for name, one in value.items()}
    if isinstance(value, list) and mark is not True:
        return [masked(one, below(mark, number)) for number, one in enumerate(value)]
    return MASK


def clipped(path: Iterable[str | int], mark: Mark) -> list[str | int]:
    """The path down to where all is sensitive: names of what is inside are sensitive, too."""
    kept: list[str | int] = []
    for step in path:
        if mark is True:
            break
        mark = below(mark, step)
        kept.append(step)
    return kept
