"""Caches the webhook keys of each exchange."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from lambda_src.webhook_processor import schemes
from lambda_src.webhook_processor.ports import SecretStore

# A withdrawn key may stay valid for this long.
MAX_AGE_SECONDS: Final = 300.0
# The shortest time between two reads that invalid signatures cause: forgeries must not exhaust the
# quota of Parameter Store (40 calls per second and account by default).
REFRESH_SECONDS: Final = 10.0


@dataclass(frozen=True)
class _Entry:
    keys: tuple[bytes, ...]
    read_at: float


class SecretCache:
    """Keys by exchange, read when needed, and at most five minutes old."""

    def __init__(self, store: SecretStore, clock: Callable[[], float]) -> None:
        self._store = store
        self._clock = clock  # seconds
        self._entries: dict[str, _Entry] = {}

    def current(self, exchange: str) -> tuple[bytes, ...]:
        """The active keys, newest first; none if the exchange has no secret."""
        return self._younger_than(MAX_AGE_SECONDS, exchange)

    def refreshed(self, exchange: str) -> tuple[bytes, ...]:
        """The keys for a second attempt, perhaps after a rotation: at most ten seconds old."""
        return self._younger_than(REFRESH_SECONDS, exchange)

    def _younger_than(self, seconds: float, exchange: str) -> tuple[bytes, ...]:
        entry = self._entries.get(exchange)
        now = self._clock()
        # A clock that was set back must not extend the life of an entry.
        if entry is None or not 0 <= now - entry.read_at < seconds:
            text = self._store.read(exchange)
            keys = () if text is None else schemes.of(exchange).keys(text)
            entry = _Entry(keys, now)
            self._entries[exchange] = entry
        return entry.keys
