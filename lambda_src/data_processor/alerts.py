"""One alert: what the table stores, and what the topic publishes."""

import json
from dataclasses import dataclass

from lambda_src.data_processor.messages import Message
from lambda_src.data_processor.thresholds import AlertType
from lambda_src.shared.decimals import canonical


@dataclass(frozen=True)
class Alert:
    """A price outside of its thresholds."""

    message: Message
    alert_type: AlertType

    @property
    def timestamp(self) -> str:
        """The message's time and id, so that a redelivered message is the same alert (R-B-21)."""
        moment = self.message.at.isoformat(timespec="microseconds").replace("+00:00", "Z")
        return f"{moment}#{self.message.message_id}"

    @property
    def price(self) -> str:
        """The exact price in DynamoDB's form."""
        return canonical(self.message.price)

    @property
    def subject(self) -> str:
        """The SNS subject, which symbols of at most 64 ASCII characters keep within its limits.

        https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
        """
        return f"Trading Alert: {self.message.symbol} - {self.alert_type.value}"

    def notification(self) -> str:
        """The message for subscribers, the price as exact text; `id` identifies duplicates."""
        symbol = self.message.symbol
        fields = {
            "symbol": symbol,
            "price": self.price,
            "alert_type": self.alert_type.value,
            "timestamp": self.timestamp,
            "id": f"{symbol}/{self.timestamp}",
        }
        return json.dumps(fields, separators=(",", ":"))
