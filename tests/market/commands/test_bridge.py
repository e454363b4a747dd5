"""`market bridge`: bad input gets one sentence; report and exit code say what is missing."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest
from typer.testing import CliRunner, Result

from gitops.adapters.errors import Failure, Refusal
from gitops.adapters.paths import ROOT
from market.cli import app
from market.commands.bridge import _seconds
from tests.lambda_src.webhook_processor.fakes import SECRET
from tests.market.bridge import replay
from tests.market.bridge.replay import CLOSE, HOLD, Script, Webhook

URL = "http://127.0.0.1:1/webhooks"


def _run(*words: str, secret: str | None = SECRET) -> Result:
    return CliRunner().invoke(app, ["bridge", *words], env={"MARKET_WEBHOOK_SECRET": secret})


@pytest.mark.parametrize(
    ("words", "secret", "said"),
    [
        (["nasdaq", "X"], SECRET, "nasdaq has no bridge; choose one of: binance, "),
        (["kraken", "X", "--for", "5"], SECRET, "'5' is no length of time"),
        (["kraken", "X", "--for", "5s", "--until", "2030-01-01"], SECRET, "either --for or"),
        (["kraken", "X", "--until", "2020-01-01"], SECRET, "2020-01-01 is over"),
        (["kraken", "X", "--until", "soon"], SECRET, "'soon' is no time"),
        (["kraken", "X", "--url", URL], None, "in the variable MARKET_WEBHOOK_SECRET"),
        (["kraken", "X", "--url", URL], "abc", "Not a valid secret for kraken"),
        (["kraken", "X", "--suffix", "nobody-here"], SECRET, "gitops deploy --suffix nobody-here"),
        (["kraken", "X", "--suffix", "prod"], SECRET, "confirm with --confirm prod"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_with_the_remedy(
    words: list[str], secret: str | None, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("market.commands.bridge.clouds.find", lambda _: None)
    refused = _run(*words, secret=secret).exception

    assert isinstance(refused, Refusal)
    assert said in str(refused)


def test_an_exchange_that_the_environment_does_not_serve_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("market.commands.bridge.clouds.find", lambda _: None)
    deployed = {"crypto-price-processing": {"webhook_url": URL, "dynamodb_table_name": "t"}}
    monkeypatch.setattr("market.feed.target.outputs.read", lambda _: deployed)
    refused = _run("okx", "BTC-USDT", "--suffix", "nobody-here").exception

    assert "nobody-here does not serve okx" in str(refused)


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("10m", 600), ("8h", 28_800), ("7d", 604_800), ("", None)]
)
def test_a_length_of_time_is_read(text: str, seconds: float | None) -> None:
    assert _seconds(text, "") == seconds


def test_a_feed_that_is_not_there_ends_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("market.bridge.backoff.FIRST_SECONDS", 0.01)
    failed = _run("kraken", "X", "--url", URL, "--feed-url", "ws://127.0.0.1:1").exception

    assert isinstance(failed, Failure)
    assert "ws://127.0.0.1:1 sent no trade in 5 connections" in str(failed)


def _carried(script: Script, webhook: Webhook, *words: str) -> tuple[int, str, str]:
    """Exit code and output of the command in a process of its own, stopped by SIGTERM."""

    async def carry() -> tuple[int, str, str]:
        async with replay.replaying(script) as playing:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "market", "bridge", "kraken", "BTC-USD", *words,
                "--url", webhook.url, "--feed-url", playing.url,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT,
                env={**os.environ, "MARKET_WEBHOOK_SECRET": SECRET},
            )  # fmt: skip
            await playing.finished.wait()
            while not webhook.ids:  # noqa: ASYNC110 (counts)
                await asyncio.sleep(0.05)
            process.send_signal(signal.SIGTERM)
            out, err = await process.communicate()
            return process.returncode or 0, out.decode(), err.decode()

    return asyncio.run(carry())


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    with replay.webhook("kraken") as webhook:
        yield webhook


def test_a_whole_run_exits_with_0_and_its_report(webhook: Webhook) -> None:
    frames = [replay.frame("kraken", number) for number in range(10)]
    code, out, err = _carried([[*frames, HOLD]], webhook, "--json")

    summary = json.loads(out)
    assert code == 0, err
    assert summary["taken"] == len(webhook.ids) == 10
    assert summary["gaps"] == summary["lost"] == summary["rejected"] == []
    assert summary["lag_ms"]["p99"] >= summary["lag_ms"]["p50"] >= 0
    assert SECRET not in out + err


def test_a_run_with_a_gap_exits_with_1_and_names_it(webhook: Webhook) -> None:
    first, second = ([replay.frame("kraken", number)] for number in (1, 5))
    code, out, err = _carried([[*first, CLOSE], [*second, HOLD]], webhook)

    assert code == 1
    assert "gap       BTC-USD@kraken: 3 trades that the feed did not send: 2-4" in out
    assert "Trades are missing; the report names them." in err


def test_a_market_that_is_quiet_since_a_disconnect_exits_with_1_and_says_may_be(
    webhook: Webhook,
) -> None:
    code, out, err = _carried([[replay.frame("kraken", 1), CLOSE], [HOLD]], webhook)

    assert code == 1
    assert "an unknown number of trades from" in out
    assert "Trades may be missing; the report names them." in err


def test_a_market_that_repeats_its_last_trade_after_a_disconnect_is_whole(
    webhook: Webhook,
) -> None:
    last = replay.frame("kraken", 1)
    code, _, err = _carried([[last, CLOSE], [last, HOLD]], webhook)

    assert code == 0, err


def test_an_overflow_that_cannot_be_written_is_refused() -> None:
    refused = _run("kraken", "X", "--url", URL, "--overflow", "/nowhere/file").exception

    assert isinstance(refused, Refusal)
    assert "/nowhere/file cannot be written" in str(refused)
