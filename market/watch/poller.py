"""Reads an environment for all viewers together, while there is one."""

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from gitops.adapters.errors import Failure
from gitops.adapters.inert import inert
from market.reading import PriceReader, PriceTick, ReadingError, Series
from market.watch.board import Board
from market.watch.window import MOST_TICKS, SPARK_TICKS, SeriesWindow

SECONDS: Final = 1.0
# The series that nobody has chosen are read in every second round.
OTHERS_EVERY: Final = 2
# A market may get a series of another exchange.
SERIES_EVERY: Final = 60
HEALTH_SECONDS: Final = 15.0
MOST_SERIES: Final = 50
UNREADABLE: Final = (BotoCoreError, ClientError, ReadingError, Failure)

USUAL: Final = [
    f"{base}-{quote}"
    for base in ("BTC", "ETH", "SOL", "XRP", "DOGE")
    for quote in ("USD", "USDT", "USDC", "EUR", "USD-PERP", "USDT-PERP")
]

Report = Callable[[str], None]
"""Prints one sentence."""


def usual_markets(reader: PriceReader) -> list[str]:
    """Those of the usual markets that the table has: nothing lists all of them.

    Raises:
        ReadingError: it has none of them.
    """
    found = reader.known(USUAL)
    if not found:
        raise ReadingError(
            f"There are none of the usual markets ({USUAL[0]}, {USUAL[1]}, ...) yet; name a market,"
            " or post ticks: market feed --exchange coinbase"
        )
    return found


def series_of(reader: PriceReader, markets: Iterable[str]) -> list[Series]:
    """The series of these markets, 50 at most.

    Raises:
        ReadingError: the table has no such market.
    """
    found = {each.name: each for market in markets for each in reader.series(market)}
    return list(found.values())[:MOST_SERIES]


class PricePoller:
    """Reads each second what is new: of the chosen series always, of the others in turns."""

    def __init__(
        self, board: Board, reader: PriceReader, markets: Sequence[str], report: Report
    ) -> None:
        self._board = board
        self._reader = reader
        self._markets = markets
        self._report = report
        self._is_dead = False

    def run(self) -> None:
        """Poll until the board is closed; without a viewer, nothing is read."""
        round_number = 0
        while True:
            if self._board.await_viewer():
                self._board.forget()
                round_number = 0
            if not self._board.is_open:
                return
            began = time.monotonic()
            self.poll(round_number)
            round_number += 1
            time.sleep(max(0.0, began + SECONDS - time.monotonic()))

    def poll(self, round_number: int) -> None:
        """Read once. A dead environment is reported once, and once when it is back."""
        try:
            if round_number % SERIES_EVERY == SERIES_EVERY - 1:
                self._board.replace_series(series_of(self._reader, self._markets))
            for window in self._board.windows:
                chosen = self._board.is_looked_at(window)
                if chosen or round_number % OTHERS_EVERY == 0:
                    self._board.merge(window, self._new_ticks(window, chosen=chosen))
        except UNREADABLE as error:
            self._failed(error)
            return
        self._board.prices_read()
        if self._is_dead:
            self._is_dead = False
            self._report("The environment answers again.")

    def _failed(self, error: Exception) -> None:
        sentence = f"{self._board.title['environment']} cannot be read: {error}"
        self._board.failed(sentence)
        if not self._is_dead:
            self._is_dead = True
            self._report(sentence)

    def _new_ticks(self, window: SeriesWindow, *, chosen: bool) -> list[PriceTick]:
        name, wanted = window.series.name, MOST_TICKS if chosen else SPARK_TICKS
        start = window.read_from(wanted)
        last = wanted if start is None else None
        return list(self._reader.ticks(name, start=start, last=last))


class HealthPoller:
    """Reads every 15 seconds what is not in the table."""

    def __init__(self, board: Board, sources: Sequence[Callable[[], dict[str, Any]]]) -> None:
        self._board = board
        self._sources = sources

    def run(self) -> None:
        """Poll until the board is closed; without a viewer, nothing is read."""
        while True:
            self._board.await_viewer()
            if not self._board.is_open:
                return
            self.poll()
            self._board.await_end(HEALTH_SECONDS)

    def poll(self) -> None:
        """Read once; what cannot be read is left out, with the reason."""
        health: dict[str, Any] = {"unknown": []}
        for source in self._sources:
            try:
                health |= source()
            except UNREADABLE as error:
                health["unknown"].append(inert(str(error)))
        self._board.set_health(health)


def start(pollers: Iterable[PricePoller | HealthPoller]) -> None:
    """Run each in a thread, which ends with the process."""
    for poller in pollers:
        threading.Thread(target=poller.run, name=type(poller).__name__, daemon=True).start()
