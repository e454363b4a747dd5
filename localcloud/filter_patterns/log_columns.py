"""Log filter patterns over space-delimited lines, such as [ip, ..., status = 4*, bytes]."""

import re
from collections.abc import Callable

from localcloud.filter_patterns import InvalidPattern
from localcloud.filter_patterns.log_comparisons import FieldText
from localcloud.filter_patterns.log_expression import Expression
from localcloud.filter_patterns.log_tokens import tokenize

_ELLIPSIS = "..."
_COLUMN = re.compile(r"""(?:"[^"]*"|%[^%]*%|[^,"%])+""")
_FIELD = re.compile(r"""\[([^\]]*)\]|"([^"]*)"|(\S+)""")

Column = Callable[[str], bool]


def parse_column_pattern(pattern: str) -> Callable[[str], bool]:
    """A predicate over log lines whose fields are separated by spaces.

    Text in brackets or quotes is one field. The line must have as many fields as the pattern has
    names, unless one of them is an ellipsis, which matches any number of fields.
    Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
    (space-delimited log events).

    Raises:
        InvalidPattern: the text does not parse.
    """
    if not pattern.endswith("]"):
        raise InvalidPattern(f"Invalid filter pattern: {pattern}")
    names = [text.strip() for text in _COLUMN.findall(pattern[1:-1])]
    if names.count(_ELLIPSIS) > 1:
        raise InvalidPattern(f"Invalid filter pattern: {pattern}")
    if _ELLIPSIS not in names:
        columns = [_column(pattern, name) for name in names]
        return lambda line: _all_match(columns, _fields(line))
    index = names.index(_ELLIPSIS)
    first = [_column(pattern, name) for name in names[:index]]
    last = [_column(pattern, name) for name in names[index + 1 :]]
    return lambda line: _ends_match(first, last, _fields(line))


def _column(pattern: str, text: str) -> Column:
    tokens = tokenize(text)
    if not tokens or tokens[0].kind not in ("word", "operator"):
        raise InvalidPattern(f"Invalid filter pattern: {pattern}")
    if len(tokens) == 1 and tokens[0].kind == "word":
        return lambda _field: True
    predicate = Expression(pattern, tokens, "word").parse()
    name = next(token.text for token in tokens if token.kind == "word")
    return lambda field: predicate({name: FieldText(field)})


def _fields(line: str) -> list[str]:
    return [next(filter(None, match), "") for match in _FIELD.findall(line)]


def _all_match(columns: list[Column], fields: list[str]) -> bool:
    pairs = zip(columns, fields, strict=False)
    return len(columns) == len(fields) and all(column(field) for column, field in pairs)


def _ends_match(first: list[Column], last: list[Column], fields: list[str]) -> bool:
    if len(fields) < len(first) + len(last):
        return False
    end = fields[len(fields) - len(last) :]
    return _all_match(first, fields[: len(first)]) and _all_match(last, end)
