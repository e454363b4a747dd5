"""Filter patterns of CloudWatch Logs, for subscription filters and FilterLogEvents."""

import functools
from collections.abc import Callable

from localcloud.filter_patterns.log_columns import parse_column_pattern
from localcloud.filter_patterns.log_json import parse_json_pattern
from localcloud.filter_patterns.log_terms import parse_term_pattern

LinePredicate = Callable[[str], bool]


@functools.lru_cache  # every line needs the pattern again
def parse_log_pattern(pattern: str) -> LinePredicate:
    """A predicate over log lines: True if the pattern matches.

    { ... } reads the line as JSON, [ ... ] as fields between spaces; any other pattern is a list
    of terms; the empty pattern matches every line.
    Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html.

    Raises:
        InvalidPattern: the pattern cannot be parsed.
    """
    text = pattern.strip()
    if text.startswith("["):
        return parse_column_pattern(text)
    if text.startswith("{"):
        return parse_json_pattern(text)
    return parse_term_pattern(text)
