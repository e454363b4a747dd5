"""What an exchange streams reaches the table, and the client reads it from there."""

from decimal import Decimal

from lambda_src.shared.decimals import canonical
from market.feed.sending import WebhookEndpoint
from market.reading import PriceReader, PriceTick
from tests.integration.crypto_price_processing.deployed import CryptoPriceProcessing
from tests.integration.deployed import client
from tests.integration.polling import wait
from tests.market.bridge import replay
from tests.market.bridge.replay import CLOSE, HOLD


def _carry(deployed: CryptoPriceProcessing, market: str, numbers: range) -> None:
    """Let the bridge carry numbered trades of Kraken, with a disconnect in the middle."""
    frames = [replay.frame("kraken", number, market) for number in numbers]
    middle = len(frames) // 2
    script = [[*frames[:middle], CLOSE], [*frames[middle - 2 :], HOLD]]
    endpoint = WebhookEndpoint(deployed["webhook_url"], "kraken", deployed.secret("kraken"))
    run, _ = replay.carried("kraken", script, endpoint, len(frames) + 2, market=market)

    assert run.failure is None
    assert run.ledger.is_whole
    assert run.ledger.taken == len(numbers)


def test_the_client_reads_what_the_bridge_carried(
    deployed: CryptoPriceProcessing, symbol: str
) -> None:
    numbers = range(100, 140)
    _carry(deployed, f"{symbol}/USD", numbers)
    market = f"{symbol}-USD"
    wait(lambda: deployed.enriched(market, len(numbers), "kraken"), "the enriched trades")

    reader = PriceReader(deployed["dynamodb_table_name"], client("dynamodb"))
    ticks: list[PriceTick] = list(reader.ticks(market))
    candles = list(reader.candles(market, "1d"))

    assert sorted(int(tick.event_id or 0) for tick in ticks) == list(numbers)
    assert {canonical(tick.price) for tick in ticks} == {"300.9"}
    assert sum(candle.trades or 0 for candle in candles) == len(numbers)
    assert sum(candle.volume or 0 for candle in candles) == Decimal("0.15") * len(numbers)
    assert [one.name for one in reader.series(market)] == [f"{market}@kraken"]
