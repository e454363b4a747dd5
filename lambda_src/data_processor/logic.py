"""Decides which messages are alerts; stores and publishes them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lambda_src.data_processor import messages
from lambda_src.data_processor.alerts import Alert
from lambda_src.data_processor.batch import MessageBatch
from lambda_src.data_processor.ports import AlertSinkUnavailable, AlertTable, AlertTopic
from lambda_src.data_processor.thresholds import ThresholdsBySymbol


class OutOfTime(Exception):
    """The time left is too short for another call; the rest of the batch returns to the queue."""


@dataclass(frozen=True)
class MessageProcessor:
    """Turns messages into alerts. `has_time` says whether there is time for another call to AWS.

    Every alert is stored before it is published, and published even if it is stored already: an
    earlier invocation may have ended between the two (R-B-21).
    """

    thresholds: ThresholdsBySymbol
    table: AlertTable
    topic: AlertTopic

    def process(
        self, records: Sequence[Mapping[str, Any]], has_time: Callable[[], bool]
    ) -> MessageBatch:
        """Process the records of one SQS event; a bad one fails alone."""
        batch = MessageBatch(received=len(records))
        due = [alert for record in records if (alert := self._alert(record, batch))]
        stored = [alert for alert in due if self._store(alert, batch, has_time)]
        for start in range(0, len(stored), AlertTopic.MAX_BATCH_SIZE):
            self._publish(stored[start : start + AlertTopic.MAX_BATCH_SIZE], batch, has_time)
        return batch

    def _alert(self, record: Mapping[str, Any], batch: MessageBatch) -> Alert | None:
        try:
            message = messages.read(record)
        except messages.Invalid as error:
            batch.invalid[record["messageId"]] = error.reason
            return None
        alert_type = self.thresholds.evaluate(message.symbol, message.price)
        return Alert(message, alert_type) if alert_type else None

    def _store(self, alert: Alert, batch: MessageBatch, has_time: Callable[[], bool]) -> bool:
        try:
            _check(has_time)
            self.table.put(alert)
        except (AlertSinkUnavailable, OutOfTime) as error:
            batch.leave_pending([alert], error)
            return False
        return True

    def _publish(
        self, alerts: list[Alert], batch: MessageBatch, has_time: Callable[[], bool]
    ) -> None:
        try:
            _check(has_time)
            refused = list(self.topic.publish(alerts))
        except (AlertSinkUnavailable, OutOfTime) as error:
            batch.leave_pending(alerts, error)
            return
        batch.leave_pending(refused)
        batch.alerts += [alert for alert in alerts if alert not in refused]


def _check(has_time: Callable[[], bool]) -> None:
    if not has_time():
        raise OutOfTime("no time left for another call to AWS")
