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

    def trades(self, market: str, exchange: str = "coinbase") -> list[dict[str, Any]]:
        """The stored trades of a market on an exchange, oldest first, in DynamoDB's JSON."""
        return self.items(f"{market}@{exchange}")

    def enriched(
        self, market: str, count: int, exchange: str = "coinbase"
    ) -> list[dict[str, Any]] | None:
        """The trades of a market once there are `count`, all enriched; None before."""
        items = self.trades(market, exchange)
        if len(items) < count or not all("enriched_at" in item for item in items):
            return None
        return items
