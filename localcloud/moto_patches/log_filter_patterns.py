"""Log filter patterns are understood: FilterLogEvents applies them, and wrong ones are refused.

moto answers every line for a pattern over JSON, reads the signs of terms as text, and stores any
text as the pattern of a subscription or metric filter.
Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html.
"""

from collections.abc import Callable
from typing import Any

from moto.logs.exceptions import InvalidParameterException
from moto.logs.models import LogsBackend
from moto.logs.utils import EventMessageFilter

from localcloud.filter_patterns import InvalidPattern
from localcloud.filter_patterns.logs import parse_log_pattern
from localcloud.moto_patches.wrapping import Method, wrap


def apply() -> None:
    """Mend EventMessageFilter and LogsBackend."""
    wrap(EventMessageFilter, "__init__")(_parse)
    wrap(EventMessageFilter, "matches")(_matches)
    wrap(LogsBackend, "put_subscription_filter")(_put_subscription_filter)
    wrap(LogsBackend, "put_metric_filter")(_put_metric_filter)


def _parse(_original: Method, event_filter: Any, pattern: str | None) -> None:
    event_filter.predicate = _predicate(pattern)


def _matches(_original: Method, event_filter: Any, message: str) -> bool:
    return bool(event_filter.predicate(message))


def _put_subscription_filter(
    original: Method, backend: Any, group: str, name: str, pattern: str, *args: Any
) -> None:
    _predicate(pattern)
    original(backend, group, name, pattern, *args)


def _put_metric_filter(original: Method, backend: Any, name: str, pattern: str, *args: Any) -> None:
    _predicate(pattern)
    original(backend, name, pattern, *args)


def _predicate(pattern: str | None) -> Callable[[str], bool]:
    try:
        return parse_log_pattern(pattern or "")
    except InvalidPattern as invalid:
        raise InvalidParameterException(msg=str(invalid)) from invalid
