"""The tokens of a log filter pattern."""

import re
from typing import NamedTuple

from localcloud.filter_patterns import InvalidPattern


class PatternToken(NamedTuple):
    """One token; the text of a string is without quotes and escapes."""

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


def tokenize(text: str) -> list[PatternToken]:
    """The tokens between the braces of a pattern.

    Raises:
        InvalidPattern: a part of it is no token.
    """
    tokens: list[PatternToken] = []
    position = 0
    text = text.rstrip()
    while position < len(text):
        match = _TOKENS.match(text, position)
        if match is None or match.lastgroup is None:
            raise InvalidPattern(f"Invalid filter pattern near: {text[position:]}")
        tokens.append(_token(match.lastgroup, match[match.lastgroup]))
        position = match.end()
    return tokens


def _token(kind: str, text: str) -> PatternToken:
    if kind == "string":
        return PatternToken(kind, re.sub(r"\\(.)", r"\1", text))
    if kind == "property":
        return PatternToken(kind, " ".join(text.split()))
    return PatternToken(kind, text)
