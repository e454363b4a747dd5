"""Serves the live view of an embedded cloud to a browser test: python -m tests.web.watch_server.

It prints its URL. Then each line of standard input is an order, which it answers by a line of JSON:
`replay N` delivers N ticks through the functions and gives the newest items of the table, `die`
ends the cloud.
"""

import itertools
import json
import random
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import localcloud
from gitops.adapters.aws import client
from gitops.adapters.cloud import Cloud
from gitops.adapters.inert import inert
from gitops.environment.status import AlarmStatus, EnvironmentStatus, QueueStatus
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

    def hostile(self) -> None:
        """A series whose name means harm."""
        now = {"N": str(time.time_ns() // 1_000_000)}
        item = {"symbol": {"S": HOSTILE_SERIES}, "timestamp": now, "price": {"N": "1.5"}}
        self._table.put_item(TableName=TABLE, Item=item)
        self._table.update_item(
            TableName=TABLE,
            Key={"symbol": {"S": "BTC-USD"}, "timestamp": {"N": "0"}},
            UpdateExpression="ADD series :series",
            ExpressionAttributeValues={":series": {"SS": [HOSTILE_SERIES]}},
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


def status() -> EnvironmentStatus:
    """Queues and alarms, one of which rings for a hostile reason."""
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
    ringing = AlarmStatus("price-enricher-dlq-not-empty-dev", "ALARM", since, HOSTILE)
    return EnvironmentStatus("dev", "local", "", "", "", "", [], queues, [*alarms, ringing])


def rejects() -> dict[str, int]:
    """Counts by reason, of which one is hostile."""
    counts = {"bad_signature": 41, "bad_price": 7, "too_late": 3, HOSTILE: 1}
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
    with ExitStack() as stack:
        alive = stack.enter_context(ExitStack())
        embedded = alive.enter_context(localcloud.running())
        cloud = Cloud("local", embedded.endpoint)
        replay = Replay(stack.enter_context(pipeline.running(cloud.variables)), cloud)
        replay.ticks(int(sys.argv[1]))
        replay.hostile()
        reader = PriceReader(TABLE, client(cloud, "dynamodb", attempts=1))
        board = Board("dev", "local")
        board.show(poller.series_of(reader, MARKETS))
        server = LiveServer(board)
        stack.callback(server.stop)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        sources = [lambda: {"rejects": rejects()}, lambda: health.of_status(status())]
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
