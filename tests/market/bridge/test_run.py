"""Every frame that an exchange sends is stored once, or the gap report names it."""

import asyncio
import json
import re
from collections.abc import Sequence
from typing import Any

import pytest

from market.bridge import backoff, report
from market.bridge.feeds import FEEDS, FeedSource
from market.bridge.run import BridgeRun, bridge
from tests.market.bridge import replay
from tests.market.bridge.replay import ABORT, CLOSE, HOLD, PING, Webhook


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backoff, "FIRST_SECONDS", 0.01)


def _frames(exchange: str, numbers: Sequence[int]) -> list[str]:
    return [replay.frame(exchange, number) for number in numbers]


def _named(summary: dict[str, Any], what: str) -> set[int]:
    """The numbers that the report names as gaps or as lost."""
    found: set[int] = set()
    for entry in summary[what]:
        for span in entry.get("ids", []):
            first, _, last = span.partition("-")
            found |= set(range(int(first), int(last or first) + 1))
    return found


@pytest.mark.parametrize("exchange", sorted(replay.RECORDED))
def test_what_is_sent_is_stored_once_or_named(exchange: str) -> None:
    opening = replay.openings(exchange)
    script = [
        [*opening, *_frames(exchange, range(100, 130)), PING, *_frames(exchange, [129]), CLOSE],
        [*opening, *_frames(exchange, range(136, 160)), ABORT],
        [*opening, *_frames(exchange, range(155, 170)), HOLD],
    ]
    with replay.webhook(exchange, [500, 429, 429, 503], delay=0.02) as webhook:
        run, playing = replay.carried(exchange, script, webhook.endpoint(), received=30 + 1 + 15)

    summary = report.document(run.ledger)
    stored = {int(identifier) for identifier in webhook.ids}
    assert run.failure is None
    assert len(webhook.ids) == len(stored)
    assert {*range(100, 130), *range(160, 170)} <= stored <= {*range(100, 130), *range(136, 170)}
    assert len({re.sub(r'"time": \d+, ', "", text) for text in playing.subscriptions}) == 1
    assert len(playing.subscriptions) == 3
    assert summary["lost"] == summary["rejected"] == []
    assert webhook.rejected == {}
    assert not run.ledger.is_whole
    assert summary["gaps"]
    if FEEDS[exchange].numbered:
        assert stored | _named(summary, "gaps") == set(range(100, 170))
        assert not stored & _named(summary, "gaps")


def test_several_frames_travel_in_one_body() -> None:
    script = [[*_frames("kraken", range(100, 300)), HOLD]]
    with replay.webhook("kraken", delay=0.05) as webhook:
        run, _ = replay.carried("kraken", script, webhook.endpoint(), received=200)

    assert run.ledger.is_whole
    assert sorted(map(int, webhook.ids)) == list(range(100, 300))
    assert len(webhook.bodies) <= 20


def test_a_frame_above_the_limit_is_divided() -> None:
    script = [[replay.busy_frame("bybit", range(300)), HOLD]]
    with replay.webhook("bybit") as webhook:
        run, _ = replay.carried("bybit", script, webhook.endpoint(), received=300)

    assert run.ledger.is_whole
    assert sorted(map(int, webhook.ids)) == list(range(300))


def test_what_no_body_can_hold_is_named_and_not_posted() -> None:
    large = json.loads(replay.frame("kraken", 101)) | {"note": "x" * 70_000}
    bad = json.loads(replay.busy_frame("kraken", [102, 103, 104]))
    bad["data"][1]["price"] = -1
    script = [[replay.frame("kraken", 100), json.dumps(large), json.dumps(bad), HOLD]]
    with replay.webhook("kraken") as webhook:
        run, _ = replay.carried("kraken", script, webhook.endpoint(), received=4)

    assert sorted(webhook.ids) == ["100", "102", "104"]
    assert webhook.rejected == {}
    assert report.document(run.ledger)["rejected"] == [
        {"reason": "bad_price", "count": 1, "ids": ["103"]},
        {"reason": "too_large", "count": 1, "ids": ["101"]},
    ]
    assert not run.ledger.is_whole


def test_a_second_interrupt_names_what_was_not_confirmed() -> None:
    script = [[*_frames("kraken", range(100, 160)), HOLD]]
    with replay.webhook("kraken", [503] * 1000) as webhook:
        run, _ = replay.carried("kraken", script, webhook.endpoint(), received=60, stops=2)

    summary = report.document(run.ledger)
    assert webhook.ids == []
    assert summary["lost"] == [{"series": "BTC-USD@kraken", "count": 60, "ids": ["100-159"]}]
    assert not run.ledger.is_whole


def test_the_api_that_refuses_a_body_ends_the_run_with_a_report() -> None:
    script = [[*_frames("kraken", range(100, 103)), HOLD]]
    with replay.webhook("kraken", [403] * 10) as webhook:
        run, _ = replay.carried("kraken", script, webhook.endpoint(), received=3)

    assert "answers 403" in str(run.failure)
    assert report.document(run.ledger)["lost"][0]["ids"] == ["100-102"]


@pytest.mark.parametrize("before", [0, 2])
def test_an_exchange_that_refuses_a_market_ends_the_run(before: int) -> None:
    refused = '{"method": "subscribe", "success": false, "error": "Currency pair not supported"}'
    script = [[*_frames("kraken", range(before)), refused, HOLD]]
    with replay.webhook("kraken") as webhook:
        run, _ = replay.carried("kraken", script, webhook.endpoint(), received=before + 1)

    assert str(run.failure) == "kraken refuses the subscription: Currency pair not supported"
    assert len(webhook.ids) == before


def test_a_later_refusal_is_a_disconnect() -> None:
    refused = '{"method": "subscribe", "success": false, "error": "Service is restarting"}'
    first, second = _frames("kraken", [1]), _frames("kraken", [2])
    script = [[*first, CLOSE], [refused, HOLD], [*second, HOLD]]
    with replay.webhook("kraken") as webhook:
        run, _ = replay.carried("kraken", script, webhook.endpoint(), received=2)

    assert run.failure is None
    assert sorted(webhook.ids) == ["1", "2"]
    assert run.ledger.disconnects == 2


def test_a_run_ends_by_itself_after_its_time() -> None:
    async def carry(source: FeedSource, webhook: Webhook) -> BridgeRun:
        return await bridge(source, webhook.endpoint(), 0.5, lambda *_: None)

    async def play(webhook: Webhook) -> BridgeRun:
        async with replay.replaying([[*_frames("kraken", range(3)), HOLD]]) as playing:
            return await carry(replay.source("kraken", playing.url, "BTC/USD"), webhook)

    with replay.webhook("kraken") as webhook:
        run = asyncio.run(play(webhook))

    assert sorted(webhook.ids) == ["0", "1", "2"]
    assert run.ledger.is_whole
