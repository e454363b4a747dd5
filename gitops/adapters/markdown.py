"""Markdown in which untrusted text has no effect, within the limits of GitHub.

Text from a plan, a pull request or a report is written as code, where GitHub neither links nor
mentions nor renders; `visible` removes secrets and whatever could end the code span.
"""

import re
from collections.abc import Iterable, Sequence

from policies.engine.invisible import SHAPELESS
from policies.engine.secrets import mask_text

# GitHub refuses a comment of more than 65,536 characters; how it counts beyond the BMP is not
# written anywhere, so we count as the stricter one, UTF-16.
MOST_IN_A_COMMENT = 64_000
# A job summary of more than 1 MiB is dropped without a word. A UTF-16 unit is at most 3 bytes.
MOST_IN_A_SUMMARY = 900 * 1024 // 3
# Of a file: more than any plan takes.
UNLIMITED = 1_000_000_000
LONGEST_TEXT = 300
ELLIPSIS = "…"
PLANE = 0xFFFF
# What ends code, and what would be HTML if it were not code.
ENDINGS = {"`": "\\u0060", "-->": "--\\u003e"}
TAG = re.compile(r"<(?=[A-Za-z/!?])")


def units(text: str) -> int:
    """The length of a text as GitHub may count it."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def visible(text: str, most: int = LONGEST_TEXT) -> str:
    """One line without anything that acts: controls, line ends, backticks are shown as escapes.

    Secrets are masked before the text is cut: the rest of one has no form to be known by.
    """
    shown = mask_text(text)
    cut = shown if len(shown) <= most else shown[: most - 1] + ELLIPSIS
    if not cut.isprintable():
        cut = "".join(one if one.isprintable() else _escaped(one) for one in cut)
    if not cut.isascii():
        cut = SHAPELESS.sub(lambda found: _escaped(found.group()), cut)
    for ending, escape in ENDINGS.items():
        cut = cut.replace(ending, escape)
    return TAG.sub(r"\\u003c", cut)


def code(text: str, most: int = LONGEST_TEXT) -> str:
    """Foreign text as code within a line."""
    return f"`{visible(text, most).strip() or ' '}`"


def cell(text: str) -> str:
    """Foreign text as code within a table, where even in code a bar parts cells."""
    return code(text).replace("|", "\\|")


def prose(text: str, most: int = LONGEST_TEXT) -> str:
    """Foreign sentences as code within a line; their own code is set off by other quotes."""
    return code(" ".join(text.split()).replace("`", "'"), most)


def prose_cell(text: str) -> str:
    """Foreign sentences as code within a table."""
    return prose(text).replace("|", "\\|")


def fit(lines: Iterable[str], room: int) -> tuple[list[str], int]:
    """As many of the lines as fit into the room, and what they take of it, line ends included."""
    kept: list[str] = []
    used = 0
    for line in lines:
        size = units(line) + 1
        if used + size > room:
            break
        kept.append(line)
        used += size
    return kept, used


def table(*rows: Sequence[str], numbers: int = 0) -> list[str]:
    """The lines of a table whose first row is its head and whose last columns hold `numbers`.

    Cells are our own text, or went through `cell` or `prose_cell`.
    """
    head = rows[0]
    rule = "|---" * (len(head) - numbers) + "|---:" * numbers + "|"
    first, *lines = (f"| {' | '.join(row)} |" for row in rows)
    return [first, rule, *lines]


def collapsed(title: str, body: str) -> str:
    """A part that a reader opens; `title` is our own text."""
    return f"<details><summary>{title}</summary>\n\n{body}\n\n</details>"


def _escaped(one: str) -> str:
    number = ord(one)
    return f"\\u{number:04x}" if number <= PLANE else f"\\U{number:08x}"
