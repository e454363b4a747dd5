"""Log filter patterns over JSON lines, such as ``{ ($.level = "ERROR") || ($.ms > 100) }``."""

import json
from collections.abc import Callable

from localcloud.patterns import InvalidPattern
from localcloud.patterns.log_comparisons import Predicate, comparison, property_test
from localcloud.patterns.log_tokens import Token, tokenize


def parse_json_pattern(pattern: str) -> Callable[[str], bool]:
    """Return a predicate over log lines; a line that is not JSON never matches.

    ``&&`` binds stronger than ``||``; parentheses group.
    Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
    (JSON log events).

    Raises:
        InvalidPattern: the text does not parse.
    """
    text = pattern.strip()
    if not (text.startswith("{") and text.endswith("}")):
        raise InvalidPattern(f"Invalid filter pattern: {pattern}")
    predicate = _Parser(pattern, tokenize(text[1:-1])).parse()
    return lambda line: _matches(predicate, line)


def _matches(predicate: Predicate, line: str) -> bool:
    try:
        document = json.loads(line)
    except ValueError:
        return False
    return predicate(document)


class _Parser:
    """Recursive descent over the tokens of one pattern."""

    def __init__(self, pattern: str, tokens: list[Token]) -> None:
        self._pattern = pattern
        self._tokens = tokens
        self._position = 0

    def parse(self) -> Predicate:
        predicate = self._alternatives()
        if self._position != len(self._tokens):
            raise self._invalid()
        return predicate

    def _alternatives(self) -> Predicate:
        parts = [self._conjunction()]
        while self._accept("operator", "||"):
            parts.append(self._conjunction())
        return lambda document: any(part(document) for part in parts)

    def _conjunction(self) -> Predicate:
        parts = [self._primary()]
        while self._accept("operator", "&&"):
            parts.append(self._primary())
        return lambda document: all(part(document) for part in parts)

    def _primary(self) -> Predicate:
        if self._accept("operator", "("):
            inner = self._alternatives()
            if not self._accept("operator", ")"):
                raise self._invalid()
            return inner
        return self._condition(self._take("selector"))

    def _condition(self, selector: str) -> Predicate:
        token = self._next()
        if token.kind == "property":
            return property_test(selector, token.text)
        if token.kind != "comparison":
            raise self._invalid()
        return comparison(selector, token.text, self._next_value())

    def _next_value(self) -> Token:
        token = self._next()
        if token.kind not in ("string", "word", "regex"):
            raise self._invalid()
        return token

    def _next(self) -> Token:
        if self._position == len(self._tokens):
            raise self._invalid()
        self._position += 1
        return self._tokens[self._position - 1]

    def _take(self, kind: str) -> str:
        token = self._next()
        if token.kind != kind:
            raise self._invalid()
        return token.text

    def _accept(self, kind: str, text: str) -> bool:
        at_end = self._position == len(self._tokens)
        if at_end or self._tokens[self._position] != Token(kind, text):
            return False
        self._position += 1
        return True

    def _invalid(self) -> InvalidPattern:
        return InvalidPattern(f"Invalid filter pattern: {self._pattern}")
