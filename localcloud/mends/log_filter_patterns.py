"""FilterLogEvents and live tail honour filter patterns.

moto answers every line for a pattern over JSON, and reads the signs of terms as text.
Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html.
"""

from typing import Any

from moto.logs.exceptions import InvalidParameterException
from moto.logs.utils import EventMessageFilter

from localcloud.mends.wrapping import Method, wrap
from localcloud.patterns import InvalidPattern
from localcloud.patterns.logs import parse_log_pattern


def apply() -> None:
    """Mend EventMessageFilter."""
    wrap(EventMessageFilter, "__init__")(_parse)
    wrap(EventMessageFilter, "matches")(_matches)


def _parse(_original: Method, event_filter: Any, pattern: str | None) -> None:
    try:
        event_filter.predicate = parse_log_pattern(pattern or "")
    except InvalidPattern as invalid:
        raise InvalidParameterException(msg=str(invalid)) from invalid


def _matches(_original: Method, event_filter: Any, message: str) -> bool:
    return bool(event_filter.predicate(message))
