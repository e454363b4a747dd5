"""What data-processor needs from outside."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

from lambda_src.data_processor.alerts import Alert


class AlertSinkUnavailable(Exception):
    """A call to AWS failed; a later one may succeed."""


class AlertTable(ABC):
    """Stores alerts, one per message."""

    @abstractmethod
    def put(self, alert: Alert) -> bool:
        """Store the alert; return False if it is stored already.

        Raises:
            AlertSinkUnavailable: the table did not answer.
        """


class AlertTopic(ABC):
    """Publishes alerts to traders."""

    MAX_BATCH_SIZE = 10

    @abstractmethod
    def publish(self, alerts: Sequence[Alert]) -> Sequence[Alert]:
        """Publish up to ten alerts in one call; return those that the topic refused.

        Raises:
            AlertSinkUnavailable: the topic did not answer; it may have published any of them.
        """
