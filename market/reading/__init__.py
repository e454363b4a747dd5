"""Reads what the crypto pipeline stores: series, ticks, candles and indicators of candles.

Needs boto3 only. Frames, Parquet and indicators need the extra `data` of this package.
"""

from market.reading.candles import INTERVALS, Candle
from market.reading.errors import ReadingError
from market.reading.frames import candle_frame, tick_frame
from market.reading.reader import PriceReader
from market.reading.series import Series
from market.reading.ticks import Tick

__all__ = [
    "INTERVALS",
    "Candle",
    "PriceReader",
    "ReadingError",
    "Series",
    "Tick",
    "candle_frame",
    "tick_frame",
]
