"""`market prices` and `market candles`: results on standard output, one sentence for bad input."""

import io
import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gitops.adapters.cloud import Cloud
from gitops.adapters.errors import Failure, Refusal
from gitops.adapters.paths import ROOT
from market.cli import app
from market.commands.reading import _progress, market_name
from tests.market.reading.conftest import FIRST_MS, MINUTE, StoredPrices

Run = Callable[..., Result]
DAY = ("--from", "2026-03-01", "--to", "2026-03-02")


@pytest.fixture
def run(prices: StoredPrices, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command on the table in memory."""
    assert prices.client
    monkeypatch.setattr("market.commands.reading.clouds.find", lambda _: Cloud.aws())
    return lambda *words: CliRunner().invoke(app, words)


def _refusal(result: Result) -> str:
    assert isinstance(result.exception, Refusal), result.output
    [line] = str(result.exception).splitlines()
    return line


def test_prices_are_shown_oldest_first_and_twenty_of_them(prices: StoredPrices, run: Run) -> None:
    prices.put_all([(number, 100 + number, "0.5") for number in range(25)])

    [header, *lines] = run("prices", "btc-usd").stdout.splitlines()

    assert header.split() == ["time", "series", "price", "volume"]
    assert len(lines) == 20
    assert lines[-1].split() == ["2026-03-01T00:00:00.024Z", "BTC-USD@coinbase", "124", "0.5"]


def test_a_range_of_prices_is_shown_whole(prices: StoredPrices, run: Run) -> None:
    prices.put_all([(number * MINUTE, number + 1) for number in range(30)])
    done = run(
        "prices", "BTC-USD", "--from", "2026-03-01T00:01", "--to", "2026-03-01T01:00+00:30",
        "--format", "json",
    )  # fmt: skip

    assert [each["price"] for each in json.loads(done.stdout)] == [str(n) for n in range(2, 31)]


def test_candles_are_rows_of_ccxt(prices: StoredPrices, run: Run) -> None:
    prices.put_all([(0, 5, "1.5"), (1, 7, "2"), (3 * MINUTE, 6, "1")])
    words = ("candles", "BTC-USD", "--every", "1m", *DAY, "--format", "json")

    assert json.loads(run(*words).stdout) == [
        [FIRST_MS, "5", "7", "5", "7", "3.5"],
        [FIRST_MS + 3 * MINUTE, "6", "6", "6", "6", "1"],
    ]
    assert len(json.loads(run(*words, "--fill").stdout)) == 4
    [_, first, *_] = run("candles", "BTC-USD", "--every", "1m", "--last", "2").stdout.splitlines()
    assert first.split() == ["2026-03-01T00:00:00Z", "5", "7", "5", "7", "3.5", "true"]


def test_indicators_are_further_columns(prices: StoredPrices, run: Run) -> None:
    prices.put_all([(minute * MINUTE, minute + 1, "1") for minute in range(40)])
    words = ("candles", "BTC-USD", "--every", "1m", "--indicator", "ema:3", "--indicator", "rsi:2")

    [header, *_, last] = run(*words, "--format", "csv").stdout.splitlines()

    assert header.split(",")[-2:] == ["ema_3", "rsi_2"]
    assert last.split(",")[-2:] == ["39.0", "100.0"]


def test_an_empty_range_says_so_and_when_the_newest_price_was(
    prices: StoredPrices, run: Run
) -> None:
    prices.put(5, 1)
    range_ = ("--from", "2026-03-02", "--format", "json")

    for words in (("prices", "BTC-USD"), ("candles", "BTC-USD", "--every", "1m")):
        done = run(*words, *range_)
        assert (done.exit_code, done.stdout) == (0, "[]\n")
        assert "Nothing of BTC-USD was found in this range" in done.stderr
        assert "its newest is of 2026-03-01T00:00:00.005Z." in done.stderr


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--last", "3", "--from", "2026-03-01"], "Pass either --last or a range with --from"),
        (
            ["--from", "yesterday"],
            "'yesterday' is no time; write it like 2026-11-26 or 2026-11-26T",
        ),
        (["--from", "2026-03-02", "--to", "2026-03-01"], "The range is empty: 2026-03-02 00:00:00"),
        (["--exchange", "nyse"], "BTC-USD has no prices of 'nyse'; choose one of: coinbase."),
    ],
)
@pytest.mark.parametrize("command", [["prices"], ["candles", "--every", "1m"]])
def test_bad_input_gets_one_sentence(
    command: list[str], words: list[str], sentence: str, prices: StoredPrices, run: Run
) -> None:
    prices.put(0, 1)

    assert sentence in _refusal(run(*command, "BTC-USD", *words))


def test_an_unknown_market_and_an_unknown_indicator_are_refused(
    prices: StoredPrices, run: Run
) -> None:
    prices.put(0, 1)

    assert "no market 'BTCUSD'; near names: BTC-USD." in _refusal(run("prices", "BTCUSD"))
    words = ("candles", "BTC-USD", "--every", "1m", "--indicator", "sma")
    assert "choose of: ema:20" in _refusal(run(*words))


def test_an_environment_that_is_not_there_says_how_to_make_it(run: Run) -> None:
    refused = _refusal(run("prices", "BTC-USD", "--suffix", "pr-9"))

    assert refused == (
        "There is no table crypto-prices-pr-9 in this account and region."
        " Deploy the environment: gitops deploy --suffix pr-9 --cloud local"
    )


def test_without_an_embedded_cloud_the_remedy_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("gitops.adapters.cloud.RUNNING", tmp_path / "none.json")

    refused = _refusal(CliRunner().invoke(app, ["prices", "BTC-USD"]))

    assert refused == "No embedded cloud is running; start one with `gitops cloud up`."


def test_the_setting_for_late_ticks_decides_what_is_final(
    prices: StoredPrices, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    hour_ago = int(datetime.now(UTC).timestamp() * 1000) - 3_600_000 - FIRST_MS
    prices.put(hour_ago, 1)
    words = ("candles", "BTC-USD", "--every", "1m", "--format", "csv")
    usual = run(*words).stdout.splitlines()[1]
    monkeypatch.setattr("market.commands.reading.settings_of", lambda _: {"max_behind_seconds": 60})

    assert usual.endswith(",1,false")
    assert run(*words).stdout.splitlines()[1].endswith(",1,true")


def test_parquet_is_not_written_into_a_terminal() -> None:
    terminal, ours = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "market", "prices", "BTC-USD", "--format", "parquet"],
        stdout=ours, stderr=subprocess.PIPE, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    os.close(ours)
    os.close(terminal)

    assert done.returncode == Failure.exit_code + 1
    assert "Parquet is binary; redirect it into a file" in done.stderr


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("btc-usd", "BTC-USD"),
        (" BTC-USD@Kraken:ticker ", "BTC-USD@kraken:ticker"),
        ("btc-usdt@tradingview.binance", "BTC-USDT@tradingview.binance"),
    ],
)
def test_a_market_may_be_written_in_any_case(written: str, name: str) -> None:
    assert market_name(written) == name


class Terminal(io.StringIO):
    """Standard error of somebody who looks."""

    def isatty(self) -> bool:
        return True


def test_progress_is_shown_on_a_terminal_while_the_result_goes_elsewhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stderr", seen := Terminal())
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    with _progress() as on_page:
        assert on_page
        on_page(1_234_567, Decimal(FIRST_MS))

    assert "1,234,567 ticks read, now at 2026-03-01T00:00:00Z" in seen.getvalue()


@pytest.mark.parametrize(("errors", "result"), [(io.StringIO, io.StringIO), (Terminal, Terminal)])
def test_otherwise_there_is_no_progress(
    errors: type[io.StringIO], result: type[io.StringIO], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", errors())
    monkeypatch.setattr(sys, "stdout", result())
    with _progress() as on_page:
        assert on_page is None
