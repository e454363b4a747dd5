"""Lambda's metrics, by function and for the whole account.

Sources, read 2026-11-26: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html;
about asynchronous events https://aws.amazon.com/blogs/compute/
introducing-new-asynchronous-invocation-metrics-for-aws-lambda/.
"""

import functools

from localcloud.cloudwatch import store
from localcloud.cloudwatch.store import MetricId

_NAMESPACE = "AWS/Lambda"
_COUNT, _MILLISECONDS = "Count", "Milliseconds"


def invoked(arn: str, *, failed: bool, duration_ms: float, ended_at: float) -> None:
    """An invocation ran to its end; it counts in the minute in which it started.

    A duration is not scaled, but minutes are: a function that ran for 50 seconds began in this
    minute or in the one before, on AWS as here.
    """
    started_at = ended_at - duration_ms / 1000 * store.active.time_scale
    _put(arn, "Invocations", 1.0, _COUNT, started_at)
    _put(arn, "Errors", float(failed), _COUNT, started_at)
    _put(arn, "Duration", duration_ms, _MILLISECONDS, started_at)


def throttled(arn: str) -> None:
    """An invocation was refused; it counts neither as an invocation nor as an error."""
    _put(arn, "Throttles", 1.0, _COUNT)


def event_received(arn: str) -> None:
    """An asynchronous event was queued."""
    _put(arn, "AsyncEventsReceived", 1.0, _COUNT)


def event_age(arn: str, seconds: float) -> None:
    """An asynchronous event is handed to its function, so long after it was queued."""
    _put(arn, "AsyncEventAge", seconds * 1000, _MILLISECONDS)


def event_dropped(arn: str) -> None:
    """An asynchronous event was given up, whether it goes to a destination or is lost."""
    _put(arn, "AsyncEventsDropped", 1.0, _COUNT)


def dead_letter_failed(arn: str) -> None:
    """An asynchronous event could not be sent to the dead-letter queue."""
    _put(arn, "DeadLetterErrors", 1.0, _COUNT)


def destination_failed(arn: str) -> None:
    """A record could not be sent to a destination of the function, or of a stream's mapping."""
    _put(arn, "DestinationDeliveryFailures", 1.0, _COUNT)


def iterator_age(arn: str, seconds: float) -> None:
    """The last record of a batch of a stream was so old when its function got it."""
    _put(arn, "IteratorAge", seconds * 1000, _MILLISECONDS)


def _put(arn: str, name: str, value: float, unit: str, at: float | None = None) -> None:
    for metric in _metrics(arn, name):
        store.active.put_samples(metric, unit, at, lambda stored: stored.add(value))


@functools.lru_cache(1024)  # each invocation needs the same again
def _metrics(arn: str, name: str) -> tuple[MetricId, MetricId]:
    """The metric of the function, and that of the whole account."""
    return MetricId(_NAMESPACE, name, (("FunctionName", _function(arn)),)), MetricId(
        _NAMESPACE, name
    )


def _function(arn: str) -> str:
    """The name in an ARN, or in a name with or without a qualifier."""
    return arn.split(":")[6] if arn.startswith("arn:") else arn.partition(":")[0]
