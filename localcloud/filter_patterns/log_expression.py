"""The boolean expressions inside log filter patterns: &&, ||, parentheses, conditions."""

from localcloud.filter_patterns import InvalidPattern
from localcloud.filter_patterns.log_comparisons import Predicate, comparison, property_test
from localcloud.filter_patterns.log_tokens import PatternToken


class Expression:
    """Recursive descent over the tokens of one pattern, which its errors quote.

    `field_kind` is the kind of token that names a field: "selector" for $.name, "word" for the
    bare name of a column.
    """

    def __init__(
        self, pattern: str, tokens: list[PatternToken], field_kind: str = "selector"
    ) -> None:
        self._pattern = pattern
        self._field_kind = field_kind
        self._tokens = tokens
        self._position = 0

    def parse(self) -> Predicate:
        """The predicate over a document.

        Raises:
            InvalidPattern: the tokens form no expression.
        """
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
        return self._condition(self._take(self._field_kind))

    def _condition(self, selector: str) -> Predicate:
        selector = selector if selector.startswith("$") else f"$.{selector}"
        token = self._next()
        if token.kind == "property":
            return property_test(selector, token.text)
        if token.kind != "comparison":
            raise self._invalid()
        return comparison(selector, token.text, self._next_value())

    def _next_value(self) -> PatternToken:
        token = self._next()
        if token.kind not in ("string", "word", "regex"):
            raise self._invalid()
        return token

    def _next(self) -> PatternToken:
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
        if at_end or self._tokens[self._position] != PatternToken(kind, text):
            return False
        self._position += 1
        return True

    def _invalid(self) -> InvalidPattern:
        return InvalidPattern(f"Invalid filter pattern: {self._pattern}")
