"""A table in memory, and files of history."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lambda_src.webhook_processor.ticks import Tick
from market.backfill import files
from market.backfill.forms import HistorySource
from market.backfill.reading import Rejections, ticks
from tests.lambda_src.conftest import aws, table

__all__ = ["aws", "table"]

NOW_MS = 1_790_000_000_000
Write = Callable[[str, str], Path]
Read = Callable[..., tuple[list[Tick], dict[str, int]]]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file of this name and text."""

    def put(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode())
        return path

    return put


@pytest.fixture
def read() -> Read:
    """The ticks of a file, and the number of its rejected rows by reason."""

    def of(
        path: Path, exchange: str = "binance", **source: Any
    ) -> tuple[list[Tick], dict[str, int]]:
        symbol, interval = files.archived(path)
        rejections = Rejections()
        named = HistorySource(exchange, **{"symbol": symbol, "interval": interval, **source})
        found = list(ticks(files.rows(path), named, NOW_MS, rejections))
        return found, {reason.value: count for reason, count in rejections.counts.items()}

    return of
