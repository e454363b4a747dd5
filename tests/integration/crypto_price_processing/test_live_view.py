"""The live view shows what the feed has posted, as the table holds it."""

from decimal import Decimal
from functools import partial
from typing import Any

from gitops.adapters.cloud import Cloud
from lambda_src.shared.decimals import canonical
from market.feed.sending import WebhookEndpoint, send
from market.feed.walk import Quote
from market.reading import PriceReader
from market.watch.board import Board
from market.watch.poller import PricePoller, series_of
from tests.integration.crypto_price_processing.deployed import CryptoPriceProcessing
from tests.integration.deployed import client
from tests.integration.polling import wait

COUNT, PER_SECOND = 25, 25.0
INDICATORS = ("ma_5", "ma_20", "volatility", "deviation")


def _quotes(symbol: str) -> list[Quote]:
    return [Quote(symbol, Decimal(100 + number), Decimal("0.5")) for number in range(COUNT)]


def test_posted_ticks_are_shown_as_the_table_holds_them(
    deployed: CryptoPriceProcessing, symbol: str
) -> None:
    endpoint = WebhookEndpoint(deployed["webhook_url"], "coinbase", deployed.secret("coinbase"))
    sent = send(endpoint, _quotes(symbol), PER_SECOND, lambda _: None)
    wait(partial(deployed.enriched, symbol, len(sent.ids)), f"{len(sent.ids)} enriched items")
    reader = PriceReader(deployed["dynamodb_table_name"], client("dynamodb"))
    board, series = Board(deployed.suffix, Cloud.aws().name), f"{symbol}@coinbase"
    board.replace_series(series_of(reader, [symbol]))

    def shown() -> list[dict[str, Any]] | None:
        """The reads are eventually consistent."""
        with board.viewer(series):
            polling.poll(0)
            message = board.message(0, series)
        assert message["stale"] is None
        return message["ticks"] if len(message["ticks"]) >= len(sent.ids) else None

    polling = PricePoller(board, reader, [symbol], lambda _: None)
    ticks = wait(shown, f"{len(sent.ids)} ticks on the board")

    items = deployed.trades(symbol)
    assert len(items) == len(ticks) == len(sent.ids) > 0
    for item, tick in zip(items, ticks, strict=True):
        assert tick["key"] == canonical(Decimal(item["timestamp"]["N"]))
        assert tick["price"] == item["price"]["N"]
        assert tick["enriched_ms"] > tick["received_ms"]
        for name in INDICATORS:
            assert tick[name] == item.get(name, {}).get("N")
