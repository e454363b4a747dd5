"""The example draws the candles of a market, and says what is wrong in one sentence."""

import runpy
import sys
from pathlib import Path
from random import Random

import pytest
from PIL import Image

from gitops.adapters.paths import ROOT
from tests.market.reading.conftest import MINUTE, TABLE, StoredPrices

EXAMPLE = ROOT / "examples" / "candles.py"


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setattr(sys, "argv", [EXAMPLE.name, *words])
    runpy.run_path(str(EXAMPLE), run_name="__main__")


def test_it_saves_a_picture_of_candles_averages_and_rsi(
    prices: StoredPrices,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    chance, price = Random(4), 50_000.0
    for minute in range(120):
        price *= 1 + chance.gauss(0, 0.0005)
        prices.put(minute * MINUTE, round(price, 2), volume="0.5")
    picture = tmp_path / "candles.png"

    run(monkeypatch, "BTC-USD", str(picture), "--table", TABLE, "--every", "5m", "--last", "20")

    assert capsys.readouterr().out == f"20 candles in {picture}\n"
    with Image.open(picture) as drawn:
        colours = {colour for _, colour in drawn.convert("RGB").getcolors(2**24) or []}
        assert drawn.size == (1500, 900)
    # Green, red, orange, purple and blue of matplotlib's palette.
    assert {
        (44, 160, 44),
        (214, 39, 40),
        (255, 127, 14),
        (148, 103, 189),
        (31, 119, 180),
    } <= colours


def test_an_unknown_market_is_one_sentence(
    prices: StoredPrices, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    prices.put(0, 1)

    with pytest.raises(SystemExit) as ended:
        run(monkeypatch, "BTCUSD", str(tmp_path / "none.png"), "--table", TABLE)

    assert ended.value.code == f"{TABLE} has no market 'BTCUSD'; near names: BTC-USD."
