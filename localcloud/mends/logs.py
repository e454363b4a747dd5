"""Stored log events are reported, and a filter pattern chooses among them.

moto hands every event to every subscription filter, in the writer's thread and whatever the
filter's pattern says, and takes every ``{ ... }`` pattern of FilterLogEvents for "all".
Sources: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html,
https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html.
"""

import functools
from typing import Any

from moto.logs.exceptions import InvalidParameterException
from moto.logs.models import LogStream
from moto.logs.utils import EventMessageFilter

from localcloud import seams
from localcloud.mends.wrapping import Method, wrap
from localcloud.patterns import InvalidPattern
from localcloud.patterns.logs import LinePredicate, parse_log_pattern


def apply() -> None:
    """Mend LogStream and EventMessageFilter."""
    wrap(LogStream, "_send_log_events")(_send_nothing)
    wrap(LogStream, "put_log_events")(_put_log_events)
    wrap(EventMessageFilter, "__init__")(_parse)
    wrap(EventMessageFilter, "matches")(_matches)


def _send_nothing(_original: Method, _stream: Any, *_args: Any, **_kwargs: Any) -> None:
    return None


def _put_log_events(original: Method, stream: Any, log_events: list[dict[str, Any]]) -> str:
    token: str = original(stream, log_events)
    stored = stream.events[len(stream.events) - len(log_events) :]
    described = [
        {"id": event.event_id, "timestamp": event.timestamp, "message": event.message}
        for event in stored
    ]
    seams.plugged.log_events_stored(stream.log_group.name, stream.log_stream_name, described)
    return token


def _parse(_original: Method, event_filter: Any, pattern: str | None) -> None:
    event_filter.predicate = _predicate(pattern or "")


def _matches(_original: Method, event_filter: Any, message: str) -> bool:
    return bool(event_filter.predicate(message))


@functools.lru_cache  # moto makes a filter for every event
def _predicate(pattern: str) -> LinePredicate:
    try:
        return parse_log_pattern(pattern)
    except InvalidPattern as reason:
        raise InvalidParameterException(f"Invalid filter pattern: {reason}") from reason
