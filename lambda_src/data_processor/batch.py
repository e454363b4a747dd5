"""What became of the messages of one batch."""

from collections import Counter
from dataclasses import dataclass, field

from lambda_src.data_processor.alerts import Alert
from lambda_src.data_processor.messages import Reason


@dataclass
class Batch:
    """The result for every message, by its SQS id.

    `invalid` will never be read, `open` may be when it is received again; both return to the
    queue. `alerts` were told; `unavailable` is the first thing that AWS did not do.
    """

    received: int
    invalid: dict[str, Reason] = field(default_factory=dict)
    open: list[str] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)
    unavailable: Exception | None = None

    @property
    def failed(self) -> list[str]:
        """The ids that SQS shall deliver again (R-B-22)."""
        return [*self.invalid, *self.open]

    @property
    def raised(self) -> Counter[str]:
        """How many alerts of each type were told."""
        return Counter(alert.alert_type.value for alert in self.alerts)

    def leave_open(self, alerts: list[Alert], error: Exception | None = None) -> None:
        """Let the messages of these alerts be delivered again."""
        self.open += [alert.message.message_id for alert in alerts]
        self.unavailable = self.unavailable or error
