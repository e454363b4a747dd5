"""The pages that people read, and what they name: links, paths and commands."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    [
        *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")),
        *(ROOT / ".github").glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
    ]
)
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)
SPAN = re.compile(r"`([^`]+)`")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6} +(.+)$", re.MULTILINE)
SHELL = {"", "sh", "bash", "console"}
ENDS_A_COMMAND = {"|", "||", "&&", ";", "&", ">", ">>", "<"}


def prose(text: str) -> str:
    """The text without its code blocks."""
    return BLOCK.sub("", text)


def links(text: str) -> list[str]:
    """The targets of the links and pictures in a page."""
    without_code = SPAN.sub("", prose(text))
    return [*LINK.findall(without_code), *re.findall(r'<img [^>]*src="([^"]+)"', without_code)]


def anchors(text: str) -> set[str]:
    """The fragments that GitHub gives the headings of a page, and its anchors of HTML.

    https://docs.github.com/en/get-started/writing-on-github: lower case, no punctuation, hyphens
    for spaces.
    """
    headings = (SPAN.sub(r"\1", heading) for heading in HEADING.findall(prose(text)))
    named = {re.sub(r"[^\w\- ]", "", one.strip().lower()).replace(" ", "-") for one in headings}
    return named | set(re.findall(r'<a id="([\w-]+)">', text))


def spans(text: str) -> list[str]:
    """The code spans of a page, each on one line."""
    return [" ".join(span.split()) for span in SPAN.findall(prose(text))]


def commands(text: str, *names: str) -> Iterator[list[str]]:
    """The words of each command in blocks and spans that starts with one of the names."""
    blocks = [body for language, body in BLOCK.findall(text) if language in SHELL]
    lines = [line for body in blocks for line in body.replace("\\\n", " ").splitlines()]
    for line in [*lines, *spans(text)]:
        yield from _commands_in(line.removeprefix("$ "), names)


def _commands_in(line: str, names: tuple[str, ...]) -> Iterator[list[str]]:
    if not any(re.search(rf"(^|[ /]){name} ", f"{line} ") for name in names):
        return
    lexer = shlex.shlex(line, posix=True, punctuation_chars="|&;<>")
    lexer.whitespace_split, lexer.commenters = True, "#"
    words: list[str] = []
    for word in [*lexer, ";"]:
        if word not in ENDS_A_COMMAND:
            words.append(word)
            continue
        while words and re.fullmatch(r"\w+=.*", words[0]):
            words.pop(0)
        if words and words[0].rpartition("/")[2] in names:
            yield [words[0].rpartition("/")[2], *words[1:]]
        words = []
