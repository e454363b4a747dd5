"""`market backfill` on the embedded cloud: stopped at any moment, and enriched as what arrives."""

import json
import os
import signal
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from gitops.adapters.cloud import Cloud
from gitops.adapters.errors import Failure, Refusal
from gitops.adapters.paths import ROOT
from lambda_src.price_enricher.indicators import Priced, compute
from lambda_src.price_enricher.logic import Enricher
from lambda_src.price_enricher.price_table import INDICATORS, DynamoDbPriceTable
from market.backfill import target
from market.cli import app
from tests.lambda_src.conftest import TABLE
from tests.lambda_src.price_enricher.fakes import (
    INVOCATION,
    NOW,
    NOW_SECONDS,
    MemoryQueue,
    MemoryTopic,
    OneByOne,
)
from tests.localcloud.conftest import Client, client, cloud, poll
from tests.market.redrive.conftest import where

__all__ = ["client", "cloud", "where"]

SUFFIX = "pr-7"
NAME = f"crypto-prices-{SUFFIX}"
SERIES = ROOT / "tests" / "recordings" / "series.csv"
ROWS = 60
STREAM = {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}
PROGRAM = """
import sys
from gitops.adapters.cloud import Cloud
from gitops.adapters import cloud
endpoint = sys.argv.pop(1)
cloud.find = lambda _: Cloud("local", endpoint)
from market.cli import main
main()
"""


@pytest.fixture
def table(client: Client, where: Cloud, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The empty table of an environment, found by the command."""
    client("dynamodb").create_table(**{**TABLE, "TableName": NAME}, StreamSpecification=STREAM)
    monkeypatch.setattr("market.commands.backfill.clouds.find", lambda _: where)
    return client("dynamodb")


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """The recorded series, as a file of ticks without ids."""
    path = tmp_path / "history.csv"
    lines = SERIES.read_text().replace("timestamp_ms", "time").splitlines()
    path.write_text("\n".join(lines[: ROWS + 1]))
    return path


def _options(path: Path, *others: str) -> list[str]:
    return [
        "backfill",
        str(path),
        "--exchange",
        "kraken",
        "--market",
        "XBT/USD",
        "--suffix",
        SUFFIX,
        *others,
    ]


def _items(table: Any) -> list[dict[str, Any]]:
    pages = table.get_paginator("scan").paginate(TableName=NAME)
    items = [item for page in pages for item in page["Items"] if item["timestamp"]["N"] != "0"]
    return sorted(items, key=lambda item: Decimal(item["timestamp"]["N"]))


def _rows(path: Path) -> list[list[str]]:
    return [line.split(",") for line in path.read_text().splitlines()[1:]]


def _enrich(client: Client) -> list[str]:
    """Drain the stream into the enricher; return what it publishes."""
    success = MemoryTopic()
    enricher = Enricher(
        DynamoDbPriceTable(client("dynamodb"), NAME),
        MemoryQueue(),
        success,
        OneByOne(),
        lambda: NOW,
        lambda: NOW_SECONDS,
        50,
    )
    streams = client("dynamodbstreams")
    arn = client("dynamodb").describe_table(TableName=NAME)["Table"]["LatestStreamArn"]
    [shard] = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
    iterator = streams.get_shard_iterator(
        StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
    )["ShardIterator"]
    records = streams.get_records(ShardIterator=iterator)["Records"]
    inserts = [
        {**each, "dynamodb": {**each["dynamodb"], "ApproximateCreationDateTime": 0}}
        for each in records
        if each["eventName"] == "INSERT"
    ]
    for start in range(0, len(inserts), 100):
        assert enricher.process(inserts[start : start + 100], INVOCATION).checkpoint() is None
    return success.published


def test_history_is_loaded_once_and_enriched_to_the_reference(
    table: Any, client: Client, history: Path
) -> None:
    rows = _rows(history)

    said = [CliRunner().invoke(app, _options(history)).stdout for _ in range(2)]

    assert f"{len(rows)} ticks, {len(rows)} stored, 0 were there; 1 series" in said[0]
    assert f"{len(rows)} ticks, 0 stored, {len(rows)} were there; 1 series" in said[1]
    published = _enrich(client)
    series: list[Priced] = []
    for item, row in zip(_items(table), rows, strict=True):
        assert item["symbol"]["S"] == "BTC-USD@kraken"
        assert [Decimal(item[name]["N"]) for name in ("timestamp", "price", "volume")] == [
            Decimal(cell) for cell in row
        ]
        series.insert(0, Priced(Decimal(row[1]), Decimal(row[2])))
        expected = compute(series[:21])
        stored = {name: item.get(name, {}).get("N") for name in INDICATORS}
        assert {name: None if text is None else Decimal(text) for name, text in stored.items()} == (
            vars(expected)
        )
    payloads = [json.loads(message)["responsePayload"] for message in published]
    assert {payload["status"] for payload in payloads} == {"backfilled"}
    assert len({tick["timestamp"] for each in payloads for tick in each["ticks"]}) == len(rows)


def test_a_load_that_is_killed_is_finished_by_the_next(
    table: Any, where: Cloud, history: Path, tmp_path: Path
) -> None:
    rows = _rows(history)
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    command = [sys.executable, str(program), where.endpoint, *_options(history, "--rate", "40")]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE) as process:
        poll(lambda: len(_items(table)) >= 5 or process.poll() is not None)
        process.send_signal(signal.SIGKILL)
    time.sleep(0.5)  # what it sent last arrives
    stored = len(_items(table))
    assert 5 <= stored < len(rows)

    done = CliRunner().invoke(app, _options(history))

    assert done.exit_code == 0
    assert f"{len(rows) - stored} stored, {stored} were there" in done.stdout
    items = _items(table)
    assert [Decimal(item["price"]["N"]) for item in items] == [Decimal(row[1]) for row in rows]


def test_a_dry_run_writes_nothing(table: Any, history: Path) -> None:
    done = CliRunner().invoke(app, _options(history, "--dry-run"))

    assert done.exit_code == 0
    assert f"ok dry run     history.csv: {len(_rows(history))} ticks, " in done.stdout
    assert ", 2017-08-16T00:00:00Z to " in done.stdout
    assert _items(table) == []


def test_rejected_rows_are_named_and_the_others_taken(table: Any, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("time,price\n1704067200000,5\n1704067200001,-5\nnow,5\n1704067200002,0\n")

    done = CliRunner().invoke(app, _options(path))

    assert isinstance(done.exception, Failure)
    assert "3 rows were rejected" in str(done.exception)
    assert "rejected  2 rows: bad_price, first in row 2" in done.stdout
    assert "rejected  1 rows: bad_time, first in row 3" in done.stdout
    assert len(_items(table)) == 1


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--exchange", "nasdaq"], "Unknown exchange 'nasdaq'"),
        (["--exchange", "generic"], "Unknown exchange 'generic'"),
        (["--rate", "501"], "takes at most 500 ticks a second"),
        (["--suffix", "prod"], "confirm with --confirm prod"),
    ],
)
def test_what_would_be_wrong_is_refused(
    table: Any, history: Path, options: list[str], said: str
) -> None:
    done = CliRunner().invoke(app, _options(history, *options))

    assert isinstance(done.exception, Refusal)
    assert said in str(done.exception)
    assert _items(table) == []


def test_the_pace_follows_the_limit_of_the_table(table: Any, where: Cloud) -> None:
    table.update_table(TableName=NAME, OnDemandThroughput={"MaxWriteRequestUnits": 40})
    assert target.target(SUFFIX, where).most == 20

    with pytest.raises(Refusal, match="Run gitops deploy --suffix other"):
        target.target("other", where)
