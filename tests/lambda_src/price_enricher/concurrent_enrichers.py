"""Enrichers that run side by side and stop before each call of the table until they may go on."""

import contextlib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from threading import Semaphore, Thread
from typing import TYPE_CHECKING, Any

from lambda_src.price_enricher.indicators import Indicators
from lambda_src.price_enricher.logic import Enricher
from lambda_src.price_enricher.ports import Item, Page, PriceTable
from tests.lambda_src.price_enricher.fakes import INVOCATION, NOW, NOW_SECONDS, Harness, OneByOne

if TYPE_CHECKING:
    from lambda_src.price_enricher.batch import RecordBatch

Records = Sequence[Mapping[str, Any]]


class Killed(BaseException):
    """The function died in a call, before or after the table served it."""


class Actor(PriceTable):
    """One run of the enricher over one batch, in a thread of its own, one call at a time."""

    def __init__(self, env: Harness, records: Records) -> None:
        self.records = records
        self.batch: RecordBatch | None = None
        self.is_over = False
        self._env = env
        self._fate = ""
        self._go, self._stopped = Semaphore(0), Semaphore(0)
        Thread(target=self._run, daemon=True).start()
        self._stopped.acquire()

    @property
    def is_done(self) -> bool:
        """Whether it processed its whole batch."""
        return self.batch is not None and self.batch.checkpoint() is None

    def step(self, fate: str = "") -> None:
        """Let it make its next call; `before` or `after` it the function is killed."""
        self._fate = fate
        self._go.release()
        self._stopped.acquire()

    def page(self, series: str, newest: Decimal | None, *, inclusive: bool, limit: int) -> Page:
        self._wait()
        page = self._env.table.page(series, newest, inclusive=inclusive, limit=limit)
        self._served()
        return page

    def following(self, series: str, after: Decimal, *, limit: int) -> Page:
        self._wait()
        page = self._env.table.following(series, after, limit=limit)
        self._served()
        return page

    def write(self, item: Item, indicators: Indicators, enriched_at: str) -> None:
        self._wait()
        self._env.table.write(item, indicators, enriched_at)
        self._served()

    def _run(self) -> None:
        outlets = (self._env.queue, self._env.topic, OneByOne())
        enricher = Enricher(self, *outlets, lambda: NOW, lambda: NOW_SECONDS, 50)
        with contextlib.suppress(Killed):
            self.batch = enricher.process(self.records, INVOCATION)
        self.is_over = True
        self._stopped.release()

    def _wait(self) -> None:
        self._stopped.release()
        self._go.acquire()
        if self._fate == "before":
            raise Killed

    def _served(self) -> None:
        if self._fate == "after":
            raise Killed
