"""Candles of a market with two averages and the RSI, as a picture.

python examples/candles.py BTC-USD --table crypto-prices-dev --every 5m --last 60 candles.png

It reads as boto3 is configured, AWS or an embedded cloud (`gitops cloud up` prints its variables),
and needs the extra `data` of this package, and matplotlib.
"""

import argparse
import sys
from pathlib import Path

import matplotlib as mpl
import pandas as pd
from matplotlib import dates
from matplotlib.figure import Figure

from market.reading import INTERVALS, PriceReader, ReadingError, candle_frame

AVERAGES = {"ema_12": "tab:orange", "ema_26": "tab:purple"}
RISING, FALLING = "tab:green", "tab:red"
# Of the interval that a candle takes.
BODY = 0.7
OVERBOUGHT, OVERSOLD = 70, 30


def main(arguments: list[str]) -> None:
    """Read, draw and save."""
    options = _options(arguments)
    reader = PriceReader(options.table)
    try:
        candles = reader.candles(
            options.market,
            options.every,
            exchange=options.exchange,
            last=options.last,
            indicators=["ema:12", "ema:26", "rsi:14"],
        )
        frame = candle_frame(candles, floats=True)
    except ReadingError as error:
        sys.exit(str(error))
    draw(frame, f"{options.market}, {options.every}, UTC", INTERVALS[options.every]).savefig(
        options.picture, dpi=150
    )
    sys.stdout.write(f"{len(frame)} candles in {options.picture}\n")


def draw(frame: pd.DataFrame, title: str, length_ms: int) -> Figure:
    """Candles with averages above, the RSI below."""
    mpl.rcParams["axes.spines.top"] = mpl.rcParams["axes.spines.right"] = False
    figure = Figure(figsize=(10, 6), layout="constrained")
    prices, strength = figure.subplots(2, sharex=True, height_ratios=[3, 1])
    times = dates.date2num(pd.DatetimeIndex(frame.index).to_pydatetime())
    # Each in the middle of its interval, whose length matplotlib wants in days.
    day = length_ms / INTERVALS["1d"]
    middle = times + day / 2
    colours = [RISING if up else FALLING for up in frame["close"] >= frame["open"]]
    prices.vlines(middle, frame["low"], frame["high"], colors=colours, linewidth=1)
    prices.bar(
        middle, frame["close"] - frame["open"], BODY * day, frame["open"],
        color=colours, edgecolor=colours,
    )  # fmt: skip
    for name, colour in AVERAGES.items():
        prices.plot(middle, frame[name], color=colour, label=name.replace("_", " ").upper())
    prices.set_title(title, loc="left")
    prices.legend(loc="upper left", frameon=False)
    strength.plot(middle, frame["rsi_14"], color="tab:blue", label="RSI 14")
    strength.axhspan(OVERSOLD, OVERBOUGHT, color="tab:blue", alpha=0.08, linewidth=0)
    strength.set_ylim(0, 100)
    strength.set_yticks([0, OVERSOLD, OVERBOUGHT, 100])
    strength.legend(loc="upper left", frameon=False)
    locator = dates.AutoDateLocator()
    strength.xaxis.set_major_locator(locator)
    strength.xaxis.set_major_formatter(dates.ConciseDateFormatter(locator))
    return figure


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, usage="%(prog)s MARKET [options] PICTURE")
    parser.add_argument("market", help="such as BTC-USD")
    parser.add_argument("picture", type=Path, help="the file to write, such as candles.png")
    parser.add_argument("--table", default="crypto-prices-dev", help="the table of prices")
    parser.add_argument("--exchange", help="needed if several exchanges report the market")
    parser.add_argument("--every", choices=INTERVALS, default="5m", help="the length of a candle")
    parser.add_argument("--last", type=int, default=60, help="how many candles")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
