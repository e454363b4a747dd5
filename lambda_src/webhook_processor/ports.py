"""What webhook-processor needs from outside."""

from abc import ABC, abstractmethod

from lambda_src.webhook_processor.ticks import StoredTick


class TickTable(ABC):
    """Stores ticks, one per series and timestamp, and lists the series of each market."""

    @abstractmethod
    def insert(self, tick: StoredTick) -> str | None:
        """Store `tick` if its slot is free, and return None; else the identity of its occupant.

        Every failure of the table raises: Lambda retries the webhook.
        """

    @abstractmethod
    def list_series(self, market: str, series: str) -> None:
        """Add `series` to the list of the market's series; to add it again changes nothing.

        Every failure of the table raises: Lambda retries the webhook.
        """


class SecretStore(ABC):
    """Holds the webhook secrets."""

    @abstractmethod
    def read(self, exchange: str) -> str | None:
        """The text with the active secrets of `exchange`; None if there is none.

        Every failure of the store raises: Lambda retries the webhook.
        """
