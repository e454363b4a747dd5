"""Keeps the webhook keys of each exchange for a while."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from lambda_src.webhook_processor import schemes
from lambda_src.webhook_processor.ports import SecretStore

# So long a key that an operator withdrew may still be taken.
OLDEST_SECONDS: Final = 300.0
# So often at most a failing signature makes us look for a newer secret: forgeries cannot make
# the parameter store throttle us (40 calls a second and account by default).
REFRESH_SECONDS: Final = 10.0


@dataclass(frozen=True)
class _Entry:
    keys: tuple[bytes, ...]
    read_at: float


class SecretCache:
    """Keys by exchange, read when needed and not older than five minutes."""

    def __init__(self, store: SecretStore, clock: Callable[[], float]) -> None:
        self._store = store
        self._clock = clock  # seconds
        self._entries: dict[str, _Entry] = {}

    def current(self, exchange: str) -> tuple[bytes, ...]:
        """The active keys, newest first; none when the exchange has no secret."""
        return self._younger_than(OLDEST_SECONDS, exchange)

    def refreshed(self, exchange: str) -> tuple[bytes, ...]:
        """The keys for a second look, after a rotation perhaps: at most ten seconds old."""
        return self._younger_than(REFRESH_SECONDS, exchange)

    def _younger_than(self, seconds: float, exchange: str) -> tuple[bytes, ...]:
        entry = self._entries.get(exchange)
        now = self._clock()
        # A clock that was set back must not keep an entry alive.
        if entry is None or not 0 <= now - entry.read_at < seconds:
            text = self._store.read(exchange)
            keys = () if text is None else schemes.of(exchange).keys(text)
            entry = _Entry(keys, now)
            self._entries[exchange] = entry
        return entry.keys
