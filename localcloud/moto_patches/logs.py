"""CloudWatch Logs: filter patterns as AWS reads them, and stored events reported to a hook.

moto matches every line for a pattern over JSON, reads the signs of terms as text, and stores any
text as the pattern of a subscription or metric filter.
Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html.

moto hands every event to every subscription filter, in the writer's thread and whatever the
filter's pattern says; here localcloud.logs.subscriptions delivers them.
Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html.

moto keeps a metric filter beside the one that replaces it, and both would count.

moto answers every query of Logs Insights with all lines, whatever it filters or counts, does not
read the prefix of streams of FilterLogEvents, and keeps the metric filters of a deleted log group.

moto lacks AssociateKmsKey, with which Terraform gives a log group another key, and the saved
queries of Logs Insights.
"""

import json
from collections.abc import Callable
from typing import Any

from moto.logs import models
from moto.logs.exceptions import InvalidParameterException, ResourceNotFoundException
from moto.logs.models import LogsBackend, LogStream
from moto.logs.responses import LogsResponse
from moto.logs.utils import EventMessageFilter

from localcloud import hooks
from localcloud.cloudwatch import log_queries
from localcloud.cloudwatch.log_queries.rows import log_row
from localcloud.filter_patterns import InvalidPattern
from localcloud.filter_patterns.logs import parse_log_pattern
from localcloud.moto_patches.logs_query_definitions import QueryDefinitions, UnknownQueryDefinition
from localcloud.moto_patches.wrapping import Method, replace, wrap


def apply() -> None:
    """Apply the patches of CloudWatch Logs."""
    wrap(EventMessageFilter, "__init__")(_parse)
    wrap(EventMessageFilter, "matches")(_matches)
    wrap(LogsBackend, "put_subscription_filter")(_put_subscription_filter)
    wrap(LogsBackend, "put_metric_filter")(_put_metric_filter)
    wrap(LogStream, "_send_log_events")(_send_nothing)
    wrap(LogStream, "put_log_events")(_put_log_events)
    replace(LogsResponse, "associate_kms_key", associate_kms_key)
    replace(models, "execute_query", execute_query)
    wrap(LogsResponse, "filter_log_events")(_filter_log_events)
    wrap(LogsBackend, "delete_log_group")(_delete_log_group)
    for operation in ("put_query_definition", "delete_query_definition"):
        replace(LogsResponse, operation, _answering(operation.partition("_")[0]))
    replace(LogsResponse, "describe_query_definitions", _answering("describe"))


def _answering(operation: str) -> Callable[[Any], str]:
    """The answer of an operation on the saved queries of the caller's account and region."""

    def answer(handler: Any) -> str:
        # They end with the backend, as everything else of it.
        saved = vars(handler.logs_backend).setdefault("query_definitions", QueryDefinitions())
        try:
            return json.dumps(getattr(saved, operation)(json.loads(handler.body)))
        except UnknownQueryDefinition as unknown:
            raise ResourceNotFoundException from unknown

    return answer


def associate_kms_key(handler: Any) -> str:
    """Answer AssociateKmsKey for a log group."""
    group = handler.logs_backend.groups.get(handler._get_param("logGroupName"))  # noqa: SLF001 (its only reader)
    if group is None:
        raise ResourceNotFoundException
    group.kms_key_id = handler._get_param("kmsKeyId")  # noqa: SLF001 (as above)
    return ""


def execute_query(
    log_groups: list[Any], query: str, start_time: int, end_time: int
) -> list[dict[str, str]]:
    """The results of a query over the events of the groups; both times are inclusive Unix times."""
    return log_queries.run(query, (
        log_row(event, group.name, name, group.account_id)
        for group in log_groups
        for name, stream in group.streams.items()
        for event in stream.events
        if start_time * 1000 <= event.timestamp <= end_time * 1000
    ))  # fmt: skip


def _filter_log_events(original: Method, handler: Any) -> str:
    group = handler.logs_backend.groups.get(handler._get_param("logGroupName"))  # noqa: SLF001 (its only reader)
    prefix = handler._get_param("logStreamNamePrefix")  # noqa: SLF001 (as above)
    if group is None or not prefix:
        return str(original(handler))
    names = [name for name in group.streams if name.startswith(prefix)]
    # moto reads an empty list as all streams; none has the name "*".
    asked = {**json.loads(handler.body), "logStreamNames": names or ["*"]}
    handler.body = json.dumps(asked)
    return str(original(handler))


def _delete_log_group(original: Method, backend: Any, name: str) -> None:
    original(backend, name)
    stored = backend.filters.metric_filters
    stored[:] = [each for each in stored if each["logGroupName"] != name]


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
    group = args[0]
    stored = backend.filters.metric_filters
    stored[:] = [
        each for each in stored if (each["filterName"], each["logGroupName"]) != (name, group)
    ]
    original(backend, name, pattern, *args)


def _predicate(pattern: str | None) -> Callable[[str], bool]:
    try:
        return parse_log_pattern(pattern or "")
    except InvalidPattern as invalid:
        raise InvalidParameterException(msg=str(invalid)) from invalid


def _send_nothing(_original: Method, _stream: Any, *_args: Any, **_kwargs: Any) -> None:
    return None


def _put_log_events(original: Method, stream: Any, log_events: list[dict[str, Any]]) -> str:
    token: str = original(stream, log_events)
    stored = stream.events[len(stream.events) - len(log_events) :]
    described = [
        {"id": event.event_id, "timestamp": event.timestamp, "message": event.message}
        for event in stored
    ]
    hooks.active.log_events_stored(stream.log_group.name, stream.log_stream_name, described)
    return token
