"""What webhook-processor needs from outside."""

from abc import ABC, abstractmethod

from lambda_src.webhook_processor.ticks import StoredTick


class TickTable(ABC):
    """Where ticks are kept, one at each symbol and timestamp."""

    @abstractmethod
    def insert(self, tick: StoredTick) -> str | None:
        """Store `tick` if its place is free; otherwise return the identity of what is there.

        None says that it was stored. Failures of the table raise whatever they are: Lambda
        retries the webhook.
        """


class SecretStore(ABC):
    """Where operators keep the webhook secrets."""

    @abstractmethod
    def read(self, exchange: str) -> str | None:
        """The text that holds the active secrets of `exchange`; None when there is none.

        Failures of the store raise whatever they are: Lambda retries the webhook.
        """
