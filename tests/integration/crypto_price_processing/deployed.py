"""The deployed crypto price pipeline."""

from typing import Any

from tests.integration.deployed import Deployed, client

SECRETS = "/market-pipelines/webhook-secret/"


class CryptoPriceProcessing(Deployed):
    """Its outputs, and what its table and its secrets hold."""

    STACK = "crypto-price-processing"
    TABLE = "crypto-prices"

    def secret(self, exchange: str) -> str:
        """The newest webhook secret of the exchange."""
        name = f"{SECRETS}{exchange}-{self.suffix}"
        answer = client("ssm").get_parameter(Name=name, WithDecryption=True)
        newest: str = answer["Parameter"]["Value"].split()[0]
        return newest

    def enriched(self, symbol: str, count: int) -> list[dict[str, Any]] | None:
        """The items of a symbol once there are `count`, all enriched; None before."""
        items = self.items(symbol)
        if len(items) < count or not all("enriched_at" in item for item in items):
            return None
        return items
