"""What error-notifier needs from outside."""

from abc import ABC, abstractmethod


class Operators(ABC):
    """The people who look after the pipelines."""

    @abstractmethod
    def tell(self, subject: str, message: str) -> None:
        """Send one message. A failure raises whatever it is: Lambda tries once more."""
