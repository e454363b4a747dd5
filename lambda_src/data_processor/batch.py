"""The results of the messages of one batch."""

from collections import Counter
from dataclasses import dataclass, field

from lambda_src.data_processor.alerts import Alert
from lambda_src.data_processor.messages import RejectionReason


@dataclass
class MessageBatch:
    """The result of every message, by its SQS id.

    `invalid` messages always fail; `pending` ones may succeed when SQS delivers them again. Both
    return to the queue. `alerts` are published; `unavailable` is the first failed call to AWS.
    """

    received: int
    invalid: dict[str, RejectionReason] = field(default_factory=dict)
    pending: list[str] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)
    unavailable: Exception | None = None

    @property
    def failed(self) -> list[str]:
        """The ids of the messages that SQS must deliver again (R-B-22)."""
        return [*self.invalid, *self.pending]

    @property
    def published_by_type(self) -> Counter[str]:
        """How many alerts of each type were published."""
        return Counter(alert.alert_type.value for alert in self.alerts)

    def leave_pending(self, alerts: list[Alert], error: Exception | None = None) -> None:
        """Return the messages of these alerts to the queue."""
        self.pending += [alert.message.message_id for alert in alerts]
        self.unavailable = self.unavailable or error
