"""Filter patterns of CloudWatch Logs, for subscription filters and FilterLogEvents."""

from collections.abc import Callable

from localcloud.patterns import InvalidPattern
from localcloud.patterns.log_json import parse_json_pattern
from localcloud.patterns.log_terms import parse_term_pattern

LinePredicate = Callable[[str], bool]


def parse_log_pattern(pattern: str) -> LinePredicate:
    """Return a predicate that tells whether a log line matches the pattern.

    ``{ ... }`` reads the line as JSON; anything else is a list of terms; the empty pattern
    matches every line.
    Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html.

    Raises:
        InvalidPattern: the pattern cannot be parsed, or is of the space-delimited form
            ``[...]``, which nothing here speaks.
    """
    text = pattern.strip()
    if text.startswith("["):
        raise InvalidPattern(f"Space-delimited filter patterns are not understood: {pattern}")
    if text.startswith("{"):
        return parse_json_pattern(text)
    return parse_term_pattern(text)
