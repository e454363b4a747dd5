"""The share of a core that `market watch` and its page take: 50 series, 20 ticks a second in total.

Process CPU time over wall time, of the server and of the whole browser with its page (software
rendering), in the same half minute. Linux only: it reads /proc.
"""

import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import browser
from benchmarks.timing import ROOT
from gitops.adapters.aws import client
from gitops.adapters.cloud import Cloud, Embedded

SERIES = 50
PER_SECOND = 20
WARM_UP_SECONDS, SECONDS = 10.0, 30.0
TABLE = "crypto-prices-dev"
MARKETS = [f"M{number:02}-USD" for number in range(SERIES)]
TICK_SECONDS = os.sysconf("SC_CLK_TCK")


def measure() -> dict[str, float]:
    """`watch.server_cpu_share` and `watch.page_cpu_share`."""
    with ExitStack() as stack:
        embedded = Embedded()
        stack.callback(embedded.stop)
        cloud = embedded.start()
        table = client(cloud, "dynamodb")
        _create(table)
        stack.enter_context(_feed(table))
        server, url = stack.enter_context(_server(cloud))
        page = stack.enter_context(_page(url))
        time.sleep(WARM_UP_SECONDS)
        before = time.monotonic(), _cpu_seconds(server), _cpu_seconds(page)
        time.sleep(SECONDS)
        after = time.monotonic(), _cpu_seconds(server), _cpu_seconds(page)
    wall, of_server, of_page = (end - begin for begin, end in zip(before, after, strict=True))
    return {"watch.server_cpu_share": of_server / wall, "watch.page_cpu_share": of_page / wall}


def _create(table: Any) -> None:
    """The table, a list of series for each market, and a history to show."""
    names = {"symbol": "S", "timestamp": "N"}
    table.create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[
            {"AttributeName": name, "KeyType": kind}
            for name, kind in zip(names, ("HASH", "RANGE"), strict=True)
        ],
        AttributeDefinitions=[
            {"AttributeName": name, "AttributeType": kind} for name, kind in names.items()
        ],
    )
    for market in MARKETS:
        series = {"SS": [_series(market)]}
        item = {"symbol": {"S": market}, "timestamp": {"N": "0"}, "series": series}
        table.put_item(TableName=TABLE, Item=item)
    for market in MARKETS:
        _put(table, *(_tick(market, age_ms) for age_ms in range(25_000, 0, -1000)))


@contextmanager
def _feed(table: Any) -> Iterator[None]:
    """Twenty enriched ticks a second, of one series after the other."""
    ended = threading.Event()

    def run() -> None:
        began = time.monotonic()
        for number in range(1_000_000):
            if ended.wait(max(0.0, began + number / PER_SECOND - time.monotonic())):
                return
            _put(table, _tick(MARKETS[number % SERIES]))

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


@contextmanager
def _server(cloud: Cloud) -> Iterator[tuple[int, str]]:
    """The process id of `market watch`, and its address."""
    environ = {**os.environ, **cloud.variables, "MARKET_AWS_ENDPOINT": cloud.endpoint}
    command = [sys.executable, "-m", "market", "watch", "--cloud", "aws", *MARKETS]
    with _until(command, environ, "(Ctrl-C ends it)") as (process, line):
        yield process.pid, line.split()[3]


@contextmanager
def _page(url: str) -> Iterator[int]:
    """The process id of the script that has opened the page in a browser."""
    command = ["node", "hold.mjs", url]
    with _until(command, os.environ, "open", browser.folder()) as (process, _):
        yield process.pid


@contextmanager
def _until(
    command: list[str], environ: Mapping[str, str], text: str, folder: Path = ROOT
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A process that has printed a line with this text.

    Raises:
        RuntimeError: it has ended instead; nothing was measured.
    """
    pipes: Any = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, env=environ, cwd=folder, text=True, **pipes) as process:
        line = process.stdout.readline() if process.stdout else ""
        if text not in line:
            raise RuntimeError(f"{' '.join(command)} printed {line!r}")
        try:
            yield process, line
        finally:
            process.terminate()


def _tick(market: str, age_ms: int = 0) -> dict[str, Any]:
    now = time.time_ns() // 1_000_000 - age_ms
    price = 100 + random.gauss(0, 1)
    enriched = datetime.fromtimestamp((now + 150) / 1000, UTC).isoformat(timespec="milliseconds")
    mean = f"{price:.33f}"[:35]
    indicators = dict.fromkeys(("ma_5", "ma_20", "vwap_20"), mean)
    numbers = {
        "timestamp": now,
        "event_time": now,
        "received_at": now + 25,
        "price": f"{price:.2f}",
        "volume": "0.5",
        "volatility": f"0.{mean[4:]}",
        "deviation": "0.001",
        **indicators,
    }
    texts = {"symbol": _series(market), "market": market, "enriched_at": enriched}
    return {
        **{name: {"N": str(value)} for name, value in numbers.items()},
        **{name: {"S": value} for name, value in texts.items()},
    }


def _series(market: str) -> str:
    return f"{market}@coinbase"


def _put(table: Any, *items: dict[str, Any]) -> None:
    requests = [{"PutRequest": {"Item": item}} for item in items]
    table.batch_write_item(RequestItems={TABLE: requests})


def _cpu_seconds(pid: int) -> float:
    """Of the process and its descendants."""
    # pid (name) state ppid ...; the name may hold spaces. utime and stime are fields 14 and 15.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    own = (int(fields[11]) + int(fields[12])) / TICK_SECONDS
    return own + sum(map(_cpu_seconds, _children(pid)))


def _children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]
