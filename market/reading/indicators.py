"""Indicators that depend on all candles before: computed when read, by TA-Lib.

The table has none of them: a late tick would change every later value.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from math import isnan
from typing import Any, Final, Self

from market.reading.candles import Candle
from market.reading.errors import ReadingError, needs_extra

# An EMA forgets (1 - 2/(n+1))^k of its start in k candles, RSI and ATR (1 - 1/n)^k. After twenty
# periods less than 1E-8 of it is left; 250 candles are the custom for short periods.
_FORGOTTEN_AFTER: Final = 20
_LEAST_WARMUP: Final = 250
_LONGEST: Final = 1000
_SPEC: Final = re.compile(r"([a-z]+)(?::([0-9]+(?:,[0-9]+)*))?")

Series = Sequence[float | None]


@dataclass(frozen=True)
class _Kind:
    """What a function of TA-Lib takes, its usual periods, and the lines that it returns."""

    prices: tuple[str, ...]
    periods: tuple[int, ...]
    shortest: int
    lines: tuple[str, ...]


_KINDS: Final = {
    "ema": _Kind(("close",), (20,), 2, ("ema",)),
    "rsi": _Kind(("close",), (14,), 2, ("rsi",)),
    "macd": _Kind(("close",), (12, 26, 9), 2, ("macd", "macd_signal", "macd_histogram")),
    "atr": _Kind(("high", "low", "close"), (14,), 1, ("atr",)),
}


@dataclass(frozen=True)
class Indicator:
    """An indicator with its periods, as `ema:20` or `macd:12,26,9` names it."""

    name: str
    periods: tuple[int, ...]

    @classmethod
    def parse(cls, text: str) -> Self:
        """The indicator that the text names; left out, the periods are the usual ones.

        Raises:
            ReadingError: there is no such indicator, or it has other periods.
        """
        found = _SPEC.fullmatch(text.strip().lower())
        kind = _KINDS.get(found[1]) if found else None
        if found is None or kind is None:
            raise ReadingError(f"Unknown indicator {text!r}; choose of: {', '.join(_USUAL)}.")
        periods = tuple(map(int, found[2].split(","))) if found[2] else kind.periods
        self = cls(found[1], periods)
        if len(periods) != len(kind.periods) or not self._is_in_range():
            raise ReadingError(
                f"{text!r} is no usable indicator: write it like {_usual(found[1])}, with periods"
                f" from {kind.shortest} to {_LONGEST}."
            )
        return self

    def _is_in_range(self) -> bool:
        return all(_KINDS[self.name].shortest <= each <= _LONGEST for each in self.periods)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of its values: `ema_20`, `macd_12_26_9`, `macd_signal_12_26_9`."""
        periods = "_".join(map(str, self.periods))
        return tuple(f"{line}_{periods}" for line in _KINDS[self.name].lines)

    @property
    def warmup(self) -> int:
        """How many candles before the first it needs to have forgotten where it started."""
        return max(_LEAST_WARMUP, _FORGOTTEN_AFTER * max(self.periods))

    def values(self, candles: Sequence[Candle]) -> dict[str, Series]:
        """Its values at each of the candles, oldest first; None while there are too few.

        Raises:
            ReadingError: TA-Lib is not installed.
        """
        talib, np = _libraries()
        kind = _KINDS[self.name]
        prices = [
            np.array([float(getattr(candle, name)) for candle in candles]) for name in kind.prices
        ]
        function: Callable[..., Any] = getattr(talib, self.name.upper())
        found = function(*prices, *self.periods)
        lines = found if isinstance(found, tuple) else (found,)
        return {
            column: [None if isnan(value) else float(value) for value in line]
            for column, line in zip(self.columns, lines, strict=True)
        }


def columns(indicators: Iterable[str]) -> list[str]:
    """The names of the values of all these indicators.

    Raises:
        ReadingError: as `Indicator.parse` does.
    """
    return [column for each in indicators for column in Indicator.parse(each).columns]


def with_indicators(candles: Sequence[Candle], indicators: Iterable[Indicator]) -> Sequence[Candle]:
    """The candles, oldest first, each with the values of the indicators."""
    found: dict[str, Series] = {}
    if not candles:
        return candles
    for indicator in indicators:
        found |= indicator.values(candles)
    if not found:
        return candles
    rows = (dict(zip(found, values, strict=True)) for values in zip(*found.values(), strict=True))
    return [replace(candle, indicators=row) for candle, row in zip(candles, rows, strict=True)]


def _usual(name: str) -> str:
    return f"{name}:{','.join(map(str, _KINDS[name].periods))}"


_USUAL: Final = tuple(map(_usual, _KINDS))


def _libraries() -> tuple[Any, Any]:
    try:
        import numpy as np  # noqa: PLC0415 (of the extra; the client works without)
        import talib  # noqa: PLC0415 (same)
    except ImportError as error:
        raise needs_extra("An indicator") from error
    return talib, np
