"""Serves the live view of an embedded cloud to a browser test: python -m tests.web.watch_server.

It puts a history into the table, so many ticks of each market, and prints its URL. Then each line
of standard input is an order, which it answers by a line of JSON: `replay N` delivers N ticks
through the functions and gives the newest items of the table, `die` ends the cloud.
With `--plain` no text means harm: for pictures.
"""

import itertools
import json
import random
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import localcloud
from gitops.adapters.aws import client
from gitops.adapters.cloud import Cloud
from gitops.adapters.inert import inert
from gitops.environment.status import AlarmStatus, EnvironmentStatus, QueueStatus
from lambda_src.price_enricher.indicators import Priced, compute
from market.feed.walk import walk
from market.reading import PriceReader
from market.watch import health, poller
from market.watch.board import Board
from market.watch.server import LiveServer
from tests.market.reading import pipeline
from tests.web.pages import HOSTILE

MARKETS = ("BTC-USD", "ETH-USD", "SOL-USD", "XRP-USD", "DOGE-USD")
TABLE = "crypto-prices-dev"
# What only somebody with rights on the table can put there: the webhook takes no such symbol.
PLAIN_REASON, PLAIN_WHY = "bad_time", "Threshold Crossed: 1 datapoint [1.0] was greater than 0.0."
HOSTILE_SERIES = f"BTC-USD@{HOSTILE}"


class Replay:
    """A feed through the two functions, without its triggers."""

    def __init__(self, running: pipeline.Pipeline, cloud: Cloud) -> None:
        self._pipeline = running
        self._table = client(cloud, "dynamodb")
        self._quotes = walk(7)
        self._chance = random.Random(7)

    def ticks(self, count: int) -> dict[str, Any]:
        """Deliver so many; the newest item of each series."""
        for quote in itertools.islice(self._quotes, count):
            # An exchange is some milliseconds away.
            transit_ms = self._chance.randint(15, 60)
            self._pipeline.deliver(
                time.time_ns() // 1_000_000 - transit_ms,
                str(quote.price),
                str(quote.volume),
                quote.symbol,
                transit_ms=transit_ms,
            )
        return {f"{market}@coinbase": self._newest(f"{market}@coinbase") for market in MARKETS}

    def history(self, count: int) -> None:
        """So many ticks of each market, one each second until now, as the functions store them."""
        now = time.time_ns() // 1_000_000
        quotes: dict[str, list[Priced]] = {market: [] for market in MARKETS}
        items = []
        while any(len(held) < count for held in quotes.values()):
            quote = next(self._quotes)
            held = quotes[quote.symbol]
            held.append(Priced(quote.price, quote.volume))
            if len(held) <= count:
                event_ms = now - (count - len(held)) * 1000 - self._chance.randint(0, 900)
                items.append(self._item(quote.symbol, held, event_ms))
        for market in MARKETS:
            self._list_series(market, f"{market}@coinbase")
        for first in range(0, len(items), 25):
            batch = [{"PutRequest": {"Item": item}} for item in items[first : first + 25]]
            self._table.batch_write_item(RequestItems={TABLE: batch})

    def _item(self, market: str, held: list[Priced], event_ms: int) -> dict[str, Any]:
        received_ms = event_ms + self._chance.randint(15, 60)
        enriched = datetime.fromtimestamp((received_ms + self._chance.randint(90, 240)) / 1000, UTC)
        indicators = {
            name: value
            for name, value in asdict(compute(held[:-22:-1])).items()
            if value is not None
        }
        numbers = {
            "timestamp": event_ms,
            "event_time": event_ms,
            "received_at": received_ms,
            "price": held[-1].price,
            "volume": held[-1].volume,
            **indicators,
        }
        return {
            "symbol": {"S": f"{market}@coinbase"},
            "enriched_at": {"S": enriched.isoformat(timespec="milliseconds")},
            **{name: {"N": str(value)} for name, value in numbers.items()},
        }

    def hostile(self) -> None:
        """A series whose name means harm."""
        now = {"N": str(time.time_ns() // 1_000_000)}
        item = {"symbol": {"S": HOSTILE_SERIES}, "timestamp": now, "price": {"N": "1.5"}}
        self._table.put_item(TableName=TABLE, Item=item)
        self._list_series("BTC-USD", HOSTILE_SERIES)

    def _list_series(self, market: str, series: str) -> None:
        self._table.update_item(
            TableName=TABLE,
            Key={"symbol": {"S": market}, "timestamp": {"N": "0"}},
            UpdateExpression="ADD series :series",
            ExpressionAttributeValues={":series": {"SS": [series]}},
        )

    def _newest(self, series: str) -> dict[str, str]:
        found = self._table.query(
            TableName=TABLE,
            KeyConditionExpression="symbol = :series",
            ExpressionAttributeValues={":series": {"S": series}},
            ScanIndexForward=False,
            Limit=1,
            ConsistentRead=True,
        )["Items"]
        return {name: next(iter(value.values())) for name, value in found[0].items()}


def status(reason: str, missing: Sequence[str] = ()) -> EnvironmentStatus:
    """Queues and alarms, one of which is in ALARM for this reason; what is recorded and gone."""
    since = "2026-03-01T12:00:00Z"
    queues = [
        QueueStatus("market-data-queue-dev", 12, 3, 4.0),
        QueueStatus("price-enricher-dlq-dev", 1, 0, 732.0),
        QueueStatus("webhook-processor-dlq-dev", 0, 0),
    ]
    alarms = [
        AlarmStatus(f"alarm-{number}-dev", "OK", since, "Threshold not crossed")
        for number in range(34)
    ]
    in_alarm = AlarmStatus("price-enricher-dlq-not-empty-dev", "ALARM", since, reason)
    return EnvironmentStatus(
        "dev", "local", "", "", "", "", [], queues, [*alarms, in_alarm], missing
    )


def rejects(reason: str) -> dict[str, int]:
    """Counts by reason, one of them this one."""
    counts = {"bad_signature": 41, "bad_price": 7, "too_late": 3, reason: 1}
    return {inert(reason): count for reason, count in counts.items()}


def orders() -> Iterator[list[str]]:
    """The lines of standard input."""
    return (line.split() for line in sys.stdin)


def say(value: Any) -> None:
    """Print a line of JSON."""
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def _to_stderr(text: str) -> None:
    sys.stderr.write(text + "\n")


def main() -> None:
    """Serve until standard input ends."""
    is_plain = "--plain" in sys.argv
    with ExitStack() as stack:
        alive = stack.enter_context(ExitStack())
        embedded = alive.enter_context(localcloud.running())
        cloud = Cloud("local", embedded.endpoint)
        replay = Replay(stack.enter_context(pipeline.running(cloud.variables)), cloud)
        replay.history(int(sys.argv[1]))
        if not is_plain:
            replay.hostile()
        reader = PriceReader(TABLE, client(cloud, "dynamodb", attempts=1))
        board = Board("dev", "local")
        board.replace_series(poller.series_of(reader, MARKETS))
        server = LiveServer(board)
        stack.callback(server.stop)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        sources = [
            lambda: {"rejects": rejects(PLAIN_REASON if is_plain else HOSTILE)},
            lambda: health.of_status(
                status(PLAIN_WHY) if is_plain else status(HOSTILE, [f"function {HOSTILE}"])
            ),
        ]
        poller.start(
            [
                poller.PricePoller(board, reader, MARKETS, _to_stderr),
                poller.HealthPoller(board, sources),
            ]
        )
        say({"url": server.url})
        for order in orders():
            if order[0] == "replay":
                say(replay.ticks(int(order[1])))
            else:
                alive.close()
                say({})


if __name__ == "__main__":
    main()
