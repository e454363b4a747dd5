"""The few expressions that the workflows may use, with the meaning that GitHub gives them.

https://docs.github.com/en/actions/reference/workflows-and-actions/expressions
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Context = Mapping[str, Any]
Value = str | bool | float | None

TOKEN = re.compile(
    r"\s*(?:(?P<string>'(?:[^']|'')*')|(?P<call>(?:success|failure|always)\(\))"
    r"|(?P<path>[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*)|(?P<number>\d+)"
    r"|(?P<operator>==|!=|&&|\|\||!|\(|\)))"
)
TEMPLATE = re.compile(r"\$\{\{(?P<expression>.*?)\}\}", re.DOTALL)


class Unsupported(Exception):
    """The workflow uses what the rehearsal cannot play."""


@dataclass(frozen=True)
class Status:
    """How what came before has ended, for `success()` and `failure()`."""

    succeeded: bool = True
    failed: bool = False

    def call(self, name: str) -> bool:
        """The answer of the status function."""
        return {"success": self.succeeded, "failure": self.failed, "always": True}[name]


def tokens(text: str) -> list[tuple[str, str]]:
    """The kinds and texts of the tokens.

    Raises:
        Unsupported: something else is in the text.
    """
    found, position = [], 0
    while position < len(text.rstrip()):
        match = TOKEN.match(text, position)
        if match is None:
            raise Unsupported(f"{text[position:].strip()!r} in the expression {text.strip()!r}")
        found.append((str(match.lastgroup), match[str(match.lastgroup)]))
        position = match.end()
    return found


def paths(text: str) -> Iterator[str]:
    """The contexts that the expression reads, such as `github.event.number`."""
    literals = {"true", "false", "null"}
    yield from (word for kind, word in tokens(text) if kind == "path" and word not in literals)


def condition(text: str, context: Context, status: Status) -> bool:
    """Whether a job or step with this `if:` runs; without a status function it needs success."""
    text = _bare(text)
    if not any(kind == "call" for kind, _ in tokens(text)):
        text = f"success() && ({text})" if text.strip() else "success()"
    return bool(evaluate(text, context, status))


def fill(text: str, context: Context) -> str:
    """The text with every `${{ }}` in it replaced by its value."""
    return TEMPLATE.sub(lambda match: _text(evaluate(match["expression"], context)), text)


def expressions(text: str) -> list[str]:
    """The expressions inside `${{ }}`."""
    return [match["expression"] for match in TEMPLATE.finditer(text)]


def evaluate(text: str, context: Context, status: Status | None = None) -> Value:
    """The value of an expression."""
    parser = _Parser(tokens(text), context, status or Status())
    value = parser.either()
    if parser.rest:
        raise Unsupported(f"{text.strip()!r} goes on after its end")
    return value


def _bare(text: str) -> str:
    whole = TEMPLATE.fullmatch(text.strip())
    return whole["expression"] if whole else text


def _text(value: Value) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


class _Parser:
    """Recursive descent; every method takes its part of the tokens and returns its value."""

    def __init__(self, rest: list[tuple[str, str]], context: Context, status: Status) -> None:
        self.rest = rest
        self._context = context
        self._status = status

    def either(self) -> Value:
        value = self._both()
        while self._takes("||"):
            other = self._both()
            value = value or other
        return value

    def _both(self) -> Value:
        value = self._compared()
        while self._takes("&&"):
            other = self._compared()
            value = value and other
        return value

    def _compared(self) -> Value:
        value = self._single()
        for operator, wanted in (("==", True), ("!=", False)):
            if self._takes(operator):
                return (_folded(value) == _folded(self._single())) is wanted
        return value

    def _single(self) -> Value:
        if self._takes("!"):
            return not self._single()
        if self._takes("("):
            value = self.either()
            if not self._takes(")"):
                raise Unsupported("a parenthesis is not closed")
            return value
        return self._literal()

    def _literal(self) -> Value:
        if not self.rest:
            raise Unsupported("an expression ends too early")
        kind, word = self.rest.pop(0)
        if kind == "call":
            return self._status.call(word.removesuffix("()"))
        if kind == "string":
            return word[1:-1].replace("''", "'")
        if kind == "number":
            return float(word)
        if kind == "path":
            return {"true": True, "false": False, "null": None}.get(word, self._look_up(word))
        raise Unsupported(f"{word!r} stands where a value should")

    def _look_up(self, path: str) -> Value:
        found: Any = self._context
        for name in path.split("."):
            found = found.get(name) if isinstance(found, Mapping) else None
        return found if isinstance(found, str | bool | int | float) else None

    def _takes(self, operator: str) -> bool:
        if self.rest and self.rest[0] == ("operator", operator):
            self.rest.pop(0)
            return True
        return False


def _folded(value: Value) -> str:
    """GitHub compares strings without regard to case, and numbers with strings by value."""
    return str(int(value)) if isinstance(value, float) else _text(value).lower()
