"""Evaluates all alarms once a minute, in the scaled time of the cloud.

The window slides: at each evaluation the newest period ends with the last full minute.
Source, read 2026-11-26: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/
alarm-evaluation.html.
"""

import logging
from collections.abc import Callable
from threading import Event, Thread
from typing import Any

from moto.cloudwatch.models import cloudwatch_backends

from localcloud.account import ACCOUNT, REGION
from localcloud.cloudwatch import reasons
from localcloud.cloudwatch.definitions import AlarmDefinition, definition
from localcloud.cloudwatch.evaluation import AlarmState, evaluate
from localcloud.cloudwatch.queries import MetricStatistic, MinuteRange, read_all
from localcloud.cloudwatch.reasons import Point
from localcloud.cloudwatch.store import MetricStore
from localcloud.cloudwatch.transitions import change_state

_LOG = logging.getLogger(__name__)


class AlarmEvaluator:
    """Runs `measure`, which puts the gauges into the store, then evaluates every alarm."""

    def __init__(self, store: MetricStore, measure: Callable[[MetricStore], None]) -> None:
        self._store = store
        self._measure = measure
        self._closing = Event()
        self._thread = Thread(target=self._run, daemon=True, name="alarms")
        self._thread.start()

    def close(self) -> None:
        """Evaluate no more."""
        self._closing.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._closing.wait(self._until_next_minute()):
            self._attempt(self._measure, self._store)
            for alarm in list(_alarms().values()):
                self._attempt(evaluate_alarm, alarm, self._store)

    def _until_next_minute(self) -> float:
        """The real seconds until the next minute of AWS begins."""
        now, minute_s = self._store.clock(), self._store.minute_s
        return (self._store.minute(now) + 1) * minute_s - now

    def _attempt(self, step: Callable[..., None], *arguments: Any) -> None:
        try:
            step(*arguments)
        except Exception:  # noqa: BLE001 (one alarm must not end the evaluation of the others)
            _LOG.exception("alarms: %s", getattr(arguments[0], "name", "gauges"))


def evaluate_alarm(alarm: Any, store: MetricStore) -> None:
    """Evaluate one of moto's alarms; it may be deleted or replaced meanwhile."""
    defined = definition(alarm)
    now = store.clock()
    points = _points(defined, store, store.minute(now))
    breaching = [defined.breaches(point.value) for point in points]
    decided = evaluate(breaching, defined.rule, AlarmState(alarm.state_value))
    if decided.state != alarm.state_value and _alarms().get(alarm.name) is alarm:
        reason = reasons.reason(alarm, defined, points, decided)
        change_state(alarm, decided.state, reason, reasons.reason_data(alarm, points, now))


def _alarms() -> dict[str, Any]:
    """Moto's alarms by their names."""
    found: dict[str, Any] = cloudwatch_backends[ACCOUNT][REGION].alarms
    return found


def _points(defined: AlarmDefinition, store: MetricStore, end: int) -> list[Point]:
    """The points of the evaluation range, oldest first."""
    span = MinuteRange(end - defined.rule.fetched * defined.step, end, defined.step)
    series = read_all(store, defined.queries, span)[defined.watched]
    counts = _sample_counts(defined, store, span)
    return [
        Point(time * store.minute_s, series.get(time), counts.get(time, 0.0)) for time in span.times
    ]


def _sample_counts(
    defined: AlarmDefinition, store: MetricStore, span: MinuteRange
) -> dict[int, float]:
    watched = defined.queries[defined.watched]
    if not isinstance(watched, MetricStatistic):
        return {}
    samples = store.spans(watched.metric, span.first, span.end, span.step, watched.unit)
    return {time: found.count for time, found in samples.items()}
