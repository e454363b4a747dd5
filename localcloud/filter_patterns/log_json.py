"""Log filter patterns over JSON lines, such as { ($.level = "ERROR") || ($.ms > 100) }."""

import json
from collections.abc import Callable

from localcloud.filter_patterns import InvalidPattern
from localcloud.filter_patterns.log_comparisons import Predicate
from localcloud.filter_patterns.log_expression import Expression
from localcloud.filter_patterns.log_tokens import tokenize


def parse_json_pattern(pattern: str) -> Callable[[str], bool]:
    """A predicate over log lines; a line that is not JSON, or too deep, never matches.

    && binds stronger than ||; parentheses group.
    Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
    (JSON log events).

    Raises:
        InvalidPattern: the text does not parse.
    """
    text = pattern.strip()
    if not (text.startswith("{") and text.endswith("}")):
        raise InvalidPattern(f"Invalid filter pattern: {pattern}")
    predicate = Expression(pattern, tokenize(text[1:-1])).parse()
    return lambda line: _matches(predicate, line)


def _matches(predicate: Predicate, line: str) -> bool:
    try:
        document = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return predicate(document)
