"""Patterns of AWS's models, which are Java regular expressions, as Python's.

Source: https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/util/regex/Pattern.html,
read 2026-11-26.
"""

import functools
import re
import sys
import unicodedata
from collections.abc import Iterator

_PROPERTY = re.compile(r"\\p\{(\w+)\}")
_SURROGATE_PAIRS = r"\uD800\uDC00-\uDBFF\uDFFF"
_ALL_PLANES = r"\U00010000-\U0010FFFF"
_SHORTHAND_BEFORE_HYPHEN = re.compile(r"(\\[wds])-(?!\])")
_REWRITTEN = {
    # Python wants a flag at the start; Java's holds from here to the end of the group.
    "(?i).*<script>.*</script>.*)": "(?i:.*<script>.*</script>.*))",
}


@functools.cache
def compile_pattern(java: str) -> re.Pattern[str]:
    """The pattern for `fullmatch`: AWS matches whole values, and Java's classes are ASCII.

    Raises:
        re.error: it has no translation.
    """
    text = java.replace(_SURROGATE_PAIRS, _ALL_PLANES)
    for part, rewritten in _REWRITTEN.items():
        text = text.replace(part, rewritten)
    text = _SHORTHAND_BEFORE_HYPHEN.sub(r"\1\\-", text)
    return re.compile(_with_properties(text), re.ASCII)


def _with_properties(text: str) -> str:
    """The text with ranges of characters in the place of properties."""
    parts: list[str] = []
    position = 0
    for match in _PROPERTY.finditer(text):
        before = text[position : match.start()]
        ranges = _ranges(match[1])
        parts += [before, ranges if _in_class(text[: match.start()]) else f"[{ranges}]"]
        position = match.end()
    return "".join([*parts, text[position:]])


def _in_class(before: str) -> bool:
    plain = re.sub(r"\\.", "", before)
    return plain.rfind("[") > plain.rfind("]")


@functools.cache
def _ranges(name: str) -> str:
    """The characters of a Unicode category, or of POSIX's Print, as ranges of a class."""
    if name == "Print":
        return r"\x20-\x7E"
    ranges = (f"\\U{first:08x}-\\U{last:08x}" for first, last in _runs(name))
    found = "".join(ranges)
    if not found:
        raise re.error(f"unknown property {name}")
    return found


def _runs(name: str) -> Iterator[tuple[int, int]]:
    """First and last code point of each run of characters whose category starts with the name."""
    first = None
    for point, category in enumerate(_categories()):
        if category.startswith(name):
            first = point if first is None else first
        elif first is not None:
            yield first, point - 1
            first = None


@functools.cache
def _categories() -> list[str]:
    return [unicodedata.category(chr(point)) for point in range(sys.maxunicode + 1)]
