"""The gauges of SQS, measured once a minute.

Source, read 2026-11-26: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/
SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html. AWS measures a queue only while it is
used; here each queue is measured.
"""

from collections.abc import Mapping
from typing import Any

from moto.core.utils import unix_time_millis
from moto.sqs.models import sqs_backends

from localcloud import hooks
from localcloud.account import ACCOUNT, REGION
from localcloud.cloudwatch.store import MetricStore

_NAMESPACE = "AWS/SQS"


def measure(store: MetricStore) -> None:
    """Put the gauges of every queue into the store."""
    with hooks.queues_changed:
        measured = {
            name: _gauges(queue, store.time_scale)
            for name, queue in sqs_backends[ACCOUNT][REGION].queues.items()
        }
    # A gauge describes the minute that ends.
    at = store.clock() - store.minute_s / 2
    for queue, gauges in measured.items():
        for name, value in gauges.items():
            unit = "Seconds" if "Age" in name else "Count"
            store.put(_NAMESPACE, name, value, {"QueueName": queue}, unit, at)


def _gauges(queue: Any, time_scale: float) -> Mapping[str, float]:
    now = unix_time_millis()
    messages = list(queue._messages)  # noqa: SLF001 (moto's list leaves out what is in flight)
    hidden = [each for each in messages if each.visible_at > now]
    delayed = [each for each in messages if each.delayed_until > now]
    oldest = min((each.sent_timestamp for each in messages), default=now)
    return {
        "ApproximateNumberOfMessagesVisible": float(
            sum(each.visible_at <= now and each.delayed_until <= now for each in messages)
        ),
        "ApproximateNumberOfMessagesNotVisible": float(len(hidden)),
        "ApproximateNumberOfMessagesDelayed": float(len(delayed)),
        "ApproximateAgeOfOldestMessage": (now - oldest) / 1000 / time_scale,
    }
