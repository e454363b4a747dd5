"""Cuts a JSON log filter pattern into tokens."""

import re
from typing import NamedTuple

from localcloud.filter_patterns import InvalidPattern


class Token(NamedTuple):
    """A piece of a pattern; a string's text is without its quotes and escapes."""

    kind: str
    text: str


_TOKENS = re.compile(
    r"""\s*(?:
      (?P<operator>   && | \|\| | \( | \) )
    | (?P<selector>   \$(?: \.[A-Za-z_@][\w@-]* | \.\*
                        | \.?\[\s*(?:\d+|\*|'[^']*'|"[^"]*")\s*\] )* )
    | (?P<property>   IS\s+NULL | NOT\s+EXISTS | IS\s+TRUE | IS\s+FALSE )(?![^\s)])
    | (?P<comparison> != | <= | >= | = | < | > )
    | "(?P<string>    (?:[^"\\]|\\.)* )"
    | %(?P<regex>     [^%]+ )%
    | (?P<word>       [^\s()&|<>="%!]+ )
    )""",
    re.VERBOSE,
)


def tokenize(text: str) -> list[Token]:
    """Return the tokens between the braces of a pattern.

    Raises:
        InvalidPattern: something in it is no token.
    """
    tokens: list[Token] = []
    position = 0
    text = text.rstrip()
    while position < len(text):
        match = _TOKENS.match(text, position)
        if match is None or match.lastgroup is None:
            raise InvalidPattern(f"Invalid filter pattern near: {text[position:]}")
        tokens.append(_token(match.lastgroup, match[match.lastgroup]))
        position = match.end()
    return tokens


def _token(kind: str, text: str) -> Token:
    if kind == "string":
        return Token(kind, re.sub(r"\\(.)", r"\1", text))
    if kind == "property":
        return Token(kind, " ".join(text.split()))
    return Token(kind, text)
