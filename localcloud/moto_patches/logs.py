"""Stored log events are reported; their way to subscribers is not moto's.

moto hands every event to every subscription filter, in the writer's thread and whatever the
filter's pattern says.
Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html.
"""

from typing import Any

from moto.logs.models import LogStream

from localcloud import hooks as seams
from localcloud.moto_patches.wrapping import Method, wrap


def apply() -> None:
    """Mend LogStream."""
    wrap(LogStream, "_send_log_events")(_send_nothing)
    wrap(LogStream, "put_log_events")(_put_log_events)


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
