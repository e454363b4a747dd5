"""What is wrong at one place of a document, in words that are safe to print.

A name in foreign JSON can hold terminal sequences, Markdown, text that runs backwards, or the
commands of a workflow's log (`::set-env`, `##[group]`). Such characters are shown as escapes.
"""

import json
import re
from dataclasses import dataclass

LONGEST = 80
PLAIN = re.compile(r"[A-Za-z0-9_-]{1,80}")
# Markdown, HTML and mentions; then the two marks of a workflow command, each by its second half.
ACTS = re.compile(r"[`|<>@*\x7f]|(?<=:):|(?<=#)#|#(?=\[)")


@dataclass(frozen=True)
class Fault:
    """Where in the document (a JSON path), what is wrong, what to do; ASCII without controls."""

    path: str
    reason: str
    remedy: str


def shown(text: str, most: int = LONGEST) -> str:
    """Foreign text in quotes, cut to `most` characters, with escapes for whatever could act."""
    cut = text if len(text) <= most else f"{text[:most]}..."
    return ACTS.sub(lambda found: f"\\u{ord(found.group()):04x}", json.dumps(cut))


def below(path: str, step: str | int) -> str:
    """The JSON path of a member or an item."""
    if isinstance(step, int):
        return f"{path}[{step}]"
    return f"{path}.{step}" if PLAIN.fullmatch(step) else f"{path}[{shown(step)}]"
