"""Processes one webhook: verify, read, store each tick, answer."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from lambda_src.shared.decimals import canonical
from lambda_src.webhook_processor import (
    bar_times,
    documents,
    envelope,
    event_times,
    exchanges,
    generic,
    schemes,
)
from lambda_src.webhook_processor.envelope import Envelope
from lambda_src.webhook_processor.ports import TickTable
from lambda_src.webhook_processor.reasons import Reason, Rejected
from lambda_src.webhook_processor.secret_cache import SecretCache
from lambda_src.webhook_processor.settings import Settings
from lambda_src.webhook_processor.storing import Stored, store_once
from lambda_src.webhook_processor.ticks import Receipt, Tick

Answer = dict[str, Any]


@dataclass(frozen=True)
class WebhookProcessor:
    """Processes webhooks for one environment."""

    settings: Settings
    secrets: SecretCache
    table: TickTable
    listed: set[str] = field(default_factory=set)
    """The series that this process has listed under their markets."""

    def answer(self, event: Any) -> Answer:
        """The result of the webhook in `event`; invalid input is a result, never an error.

        The answer is `{status, ticks, rejected}` with every number as exact text. Failures of
        the table or of the secret store raise, so that Lambda retries.
        """
        try:
            request = envelope.read(event)
            document = documents.read(self._authentic_body(request))
            entries = exchanges.entries(request.exchange, document, self.settings.max_ticks)
        except Rejected as refusal:
            return _answer([], [_rejection(None, refusal)])
        stored, rejected = [], []
        equal: Counter[Tick] = Counter()
        for index, entry in enumerate(entries):
            try:
                tick = self._tick(entry, request)
                equal[tick] += 1
                stored.append(self._store(replace(tick, ordinal=equal[tick] - 1), request.receipt))
            except Rejected as refusal:
                rejected.append(_rejection(index, refusal))
        self._list_series(stored)
        return _answer(stored, rejected)

    def _authentic_body(self, request: Envelope) -> bytes:
        if request.exchange not in self.settings.exchanges:
            raise Rejected(Reason.UNKNOWN_EXCHANGE)
        body = request.raw_body()
        active = self._active_keys(request.exchange)
        if active:
            self._check_proof(request, body, active)
        elif not self.settings.allow_unsigned:
            raise Rejected(Reason.NO_SECRET)
        return body

    def _active_keys(self, exchange: str) -> tuple[bytes, ...]:
        return self.secrets.current(exchange) or self.secrets.refreshed(exchange)

    def _check_proof(self, request: Envelope, body: bytes, active: tuple[bytes, ...]) -> None:
        scheme = schemes.of(request.exchange)
        scheme.check(request)
        if scheme.is_authentic(request, body, active):
            return
        # The secret may have changed since the last read.
        if not scheme.is_authentic(request, body, self.secrets.refreshed(request.exchange)):
            raise Rejected(Reason.BAD_SIGNATURE)

    def _store(self, tick: Tick, receipt: Receipt) -> Answer:
        return _report(tick, store_once(tick, receipt, self.table))

    def _list_series(self, ticks: Iterable[Answer]) -> None:
        """List new series once all ticks are stored, so that a failure keeps none from the table.

        Of duplicates, too: the retry after such a failure brings nothing else.
        """
        for tick in ticks:
            if tick["series"] not in self.listed:
                self.table.list_series(tick["symbol"], tick["series"])
                self.listed.add(tick["series"])

    def _tick(self, entry: Any, request: Envelope) -> Tick:
        received_at_ms = request.receipt.received_at_ms
        tick = bar_times.without_label(generic.tick(entry, request.exchange), received_at_ms)
        if tick.event_time is not None:
            event_times.check(
                tick.event_time,
                received_at_ms,
                self.settings.ahead_ms,
                self.settings.behind_ms,
            )
        return tick


def _report(tick: Tick, stored: Stored) -> Answer:
    return {
        "symbol": tick.symbol,
        "series": tick.series,
        "timestamp": canonical(stored.timestamp),
        "price": canonical(tick.price),
        "volume": None if tick.volume is None else canonical(tick.volume),
        "exchange": tick.exchange,
        "venue": tick.venue,
        "kind": tick.kind.value,
        "status": "duplicate" if stored.is_duplicate else "accepted",
    }


def _rejection(index: int | None, refusal: Rejected) -> Answer:
    several = {"ticks": refusal.ticks} if refusal.ticks > 1 else {}
    return {"index": index, "reason": refusal.reason.value, **several}


def _answer(stored: list[Answer], rejected: list[Answer]) -> Answer:
    return {"status": _status(stored, rejected), "ticks": stored, "rejected": rejected}


def _status(stored: list[Answer], rejected: list[Answer]) -> str:
    """The best status of the ticks; a body without ticks is ignored."""
    statuses = {tick["status"] for tick in stored}
    if "accepted" in statuses:
        return "accepted"
    if "duplicate" in statuses:
        return "duplicate"
    return "rejected" if rejected else "ignored"


def reasons(answer: Mapping[str, Any]) -> dict[str, int]:
    """How many ticks the answer rejects for each reason."""
    counts: Counter[str] = Counter()
    for rejection in answer["rejected"]:
        counts[rejection["reason"]] += rejection.get("ticks", 1)
    return dict(counts)
