"""What data-processor needs from outside."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

from lambda_src.data_processor.alerts import Alert


class Unavailable(Exception):
    """AWS did not do what was asked; it may when asked again."""


class AlertTable(ABC):
    """Where alerts are kept, one for each message."""

    @abstractmethod
    def put(self, alert: Alert) -> bool:
        """Keep the alert; False says that it was there already.

        Raises:
            Unavailable: the table did not answer.
        """


class AlertTopic(ABC):
    """The topic that traders listen to."""

    MOST_AT_ONCE = 10

    @abstractmethod
    def publish(self, alerts: Sequence[Alert]) -> Sequence[Alert]:
        """Tell up to ten alerts in one call; return those that the topic did not take.

        Raises:
            Unavailable: the topic did not answer; any of them may have been told.
        """
