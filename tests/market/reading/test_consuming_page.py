"""docs/consuming.md: its examples run and print what it says, its tables are complete."""

import json
import re
import shlex
import subprocess
from collections.abc import Iterator
from dataclasses import fields
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest
from typer.testing import CliRunner

import localcloud
from gitops.adapters.cloud import Cloud
from gitops.adapters.paths import ROOT
from lambda_src.price_enricher.announcement import Status
from lambda_src.price_enricher.indicators import Indicators, Priced, compute
from market.cli import app
from tests.docs.pages import BLOCK
from tests.lambda_src.conftest import TABLE
from tests.market.reading import pipeline

PAGE = (ROOT / "docs" / "consuming.md").read_text(encoding="utf-8")
# 2026-03-01T09:00:00Z.
FIRST_MS = 1_772_355_600_000
STEP_MS = 20_000
COUNT = 30
# The CLI of version 1 ignores AWS_ENDPOINT_URL for SQS: docs/traps.md.
AWS = 'aws() { command aws --endpoint-url "$AWS_ENDPOINT_URL" "$@"; }\n'


@pytest.fixture(scope="module")
def cloud() -> Iterator[Cloud]:
    with localcloud.running(time_scale=0.01) as embedded:
        yield Cloud("local", embedded.endpoint)


@pytest.fixture(scope="module")
def prices(cloud: Cloud) -> Iterator[pipeline.Pipeline]:
    """Ten minutes of trades, one each twenty seconds, and one in the eleventh minute."""
    with pipeline.running(cloud.variables) as running:
        for number in range(COUNT):
            running.deliver(FIRST_MS + number * STEP_MS, *_trade(number))
        running.deliver(FIRST_MS + COUNT * STEP_MS + 125, *_trade(COUNT))
        yield running


def _trade(number: int) -> tuple[str, str]:
    """Price and volume of a trade."""
    return str(50_000 + number * 9 % 99), f"0.0{number % 5 + 1}"


def _examples() -> list[tuple[str, str, str]]:
    """Language, code and what it prints, of each example of the page."""
    blocks = BLOCK.findall(PAGE)
    following = [*blocks[1:], ("", "")]
    return [
        (language, code, printed if kind == "text" else "")
        for (language, code), (kind, printed) in zip(blocks, following, strict=True)
        if language in ("sh", "python")
    ]


class Shell:
    """Runs the examples in one folder, against the embedded cloud."""

    def __init__(self, cloud: Cloud, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._environ = {**cloud.environ(), "PYTHONPATH": str(ROOT)}
        self._folder = folder
        monkeypatch.setattr("market.commands.reading.clouds.find", lambda _: cloud)

    def run(self, language: str, code: str) -> str:
        """What the example prints; it must succeed."""
        if code.startswith("market "):
            done = CliRunner().invoke(app, shlex.split(code.replace("\\\n", " "))[1:])
            assert done.exit_code == 0, done.output
            return done.stdout
        program = ["python", "-W", "error", "-c", code]
        if language == "sh":
            program = ["bash", "-euc", AWS + code]
        ended = subprocess.run(
            program, cwd=self._folder, env=self._environ,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (ended.returncode, ended.stderr) == (0, ""), ended.stderr
        return ended.stdout


def test_every_example_runs_and_prints_what_the_page_says(
    cloud: Cloud, prices: pipeline.Pipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell = Shell(cloud, tmp_path, monkeypatch)
    examples = _examples()

    assert len(examples) > 6
    for language, code, printed in examples:
        assert shell.run(language, code).rstrip() == printed.rstrip(), code
        if "sns subscribe" in code:
            # The filter of the queue lets these through (docs/claims.md#filter-on-body).
            last = FIRST_MS + COUNT * STEP_MS
            prices.deliver(last + STEP_MS, *_trade(COUNT + 1))
            prices.deliver(last + STEP_MS // 2, *_trade(COUNT + 2))


def _rows(*header: str) -> dict[str, list[str]]:
    """The first code span or spans of each row of the table with this header -> its cells."""
    text = f"| {' | '.join(header)} |"
    [table] = re.findall(re.escape(text) + r"\n\|[-|]+\|\n((?:\|.*\n)+)", PAGE)
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
    return {name: cells for cells in rows for name in re.findall(r"`([^`]+)`", cells[0])}


def test_the_attributes_of_the_page_are_those_that_are_stored(prices: pipeline.Pipeline) -> None:
    [item] = prices.table.query(
        TableName=TABLE["TableName"],
        Limit=1,
        ScanIndexForward=False,
        KeyConditionExpression="symbol = :series",
        ExpressionAttributeValues={":series": {"S": "BTC-USD@coinbase"}},
    )["Items"]
    # Of alerts, of exchanges with ids, and of loaded history.
    sometimes = {"venue", "event_id", "bar", "interval", "open", "high", "low", "load"}
    documented = {*_rows("attribute", "type", "is"), *_rows("attribute", "is", "from price")}

    assert documented == {*item, *sometimes}


@pytest.mark.parametrize("name", [field.name for field in fields(Indicators)])
def test_an_indicator_is_there_from_the_price_that_the_page_names(name: str) -> None:
    found = _rows("attribute", "is", "from price")[name][-1]
    series = [Priced(Decimal(100 + number % 7), Decimal(1)) for number in range(int(found))]

    assert getattr(compute(series), name) is not None
    assert getattr(compute(series[1:]), name) is None


def test_the_fields_of_a_tick_are_those_of_the_messages(prices: pipeline.Pipeline) -> None:
    with prices.published() as published:
        prices.deliver(FIRST_MS + (COUNT + 9) * STEP_MS, *_trade(COUNT + 9))
    [message] = map(json.loads, published)
    [enriched] = message["responsePayload"]["ticks"]
    [answered] = prices.answers[-1]["ticks"]
    rows = _rows("field of a tick", "of a webhook", "enriched")
    indicators = set(_rows("attribute", "is", "from price"))

    assert {name for name, cells in rows.items() if cells[1] == "yes"} == set(answered)
    named = {name for name, cells in rows.items() if cells[2] == "yes"} | indicators
    assert named == set(enriched)


def test_the_fields_of_a_message_are_those_of_its_form(prices: pipeline.Pipeline) -> None:
    with prices.published() as published:
        prices.deliver(FIRST_MS + (COUNT + 10) * STEP_MS, *_trade(COUNT + 10))
    [message] = map(json.loads, published)
    message["responsePayload"]["rejected"] = prices.answers[-1]["rejected"]

    for path in _rows("field", "is"):
        found = message
        for part in path.removesuffix("[]").split("."):
            found = found[part]


def test_every_status_of_a_message_is_explained() -> None:
    assert {"accepted", "duplicate", "ignored", "rejected"} | set(get_args(Status)) <= set(
        _rows("status", "means")
    )
