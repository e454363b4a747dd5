"""The tokens of a query."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple


class MalformedQuery(Exception):
    """CloudWatch Logs refuses the query; the text says where."""


class QueryToken(NamedTuple):
    """A token: its kind, its text without quotes, and what was written."""

    kind: str
    text: str
    written: str


_TOKENS = re.compile(
    r"""\s*(?:
      (?P<text>    "(?:[^"\\]|\\.)*" | '(?:[^'\\]|\\.)*' )
    | (?P<regex>   /(?:[^/\\\n]|\\.)+/ )
    | (?P<number>  \d+(?:\.\d+)?(?![\w.]) )
    | (?P<span>    \d+(?:ms|s|m|h|d|w)\b )
    | (?P<name>    [@A-Za-z_][\w.@]* | `[^`]+` )
    | (?P<sign>    != | <= | >= | =~ | [=<>(),|*+\[\]%^-] )
    )""",
    re.VERBOSE,
)


@dataclass
class TokenReader:
    """Reads the tokens of a query one after the other."""

    tokens: list[QueryToken]
    _position: int = field(default=0)

    def peek(self) -> QueryToken:
        """The next token; at the end one of the kind "end"."""
        if self._position < len(self.tokens):
            return self.tokens[self._position]
        return QueryToken("end", "", "")

    def take(self, *kinds: str) -> QueryToken:
        """Read the next token, which has one of these kinds, or any.

        Raises:
            MalformedQuery: it has another kind.
        """
        token = self.peek()
        if kinds and token.kind not in kinds:
            raise MalformedQuery(f"unexpected symbol found {token.written or 'at the end'}")
        self._position += 1
        return token

    def accepts(self, *words: str) -> bool:
        """Read the next token if it is one of these words or signs; whether it was."""
        token = self.peek()
        is_word = token.kind in ("name", "sign") and token.written.lower() in words
        self._position += is_word
        return is_word

    def expect(self, word: str) -> None:
        """Read this word or sign.

        Raises:
            MalformedQuery: something else stands there.
        """
        if not self.accepts(word):
            raise MalformedQuery(f"unexpected symbol found {self.peek().written or 'at the end'}")


def tokenize(query: str) -> TokenReader:
    """A reader of the query's tokens; a line that starts with # is a comment.

    Raises:
        MalformedQuery: a part of it is no token.
    """
    lines = (line for line in query.splitlines() if not line.lstrip().startswith("#"))
    text, position = "\n".join(lines).rstrip(), 0
    tokens: list[QueryToken] = []
    while position < len(text):
        match = _TOKENS.match(text, position)
        if match is None or match.lastgroup is None:
            raise MalformedQuery(f"unexpected symbol found {text[position:].strip()[:1]}")
        written = match[match.lastgroup]
        tokens.append(QueryToken(match.lastgroup, _plain(match.lastgroup, written), written))
        position = match.end()
    return TokenReader(tokens)


def _plain(kind: str, written: str) -> str:
    if kind == "text":
        return re.sub(r"\\(.)", r"\1", written[1:-1])
    if kind == "regex" or written.startswith("`"):
        return written[1:-1]
    return written
