"""Frames are read as the webhook reads them, and divided without changing a tick."""

import json
from contextlib import suppress
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambda_src.webhook_processor import documents, exchanges, generic
from lambda_src.webhook_processor.reasons import Rejected
from lambda_src.webhook_processor.ticks import Tick
from market.bridge import frames, report
from market.bridge.feeds import refusal
from market.bridge.frames import Channels, Frame
from tests.lambda_src.webhook_processor import hostile
from tests.market.bridge import replay


def _all(_: Tick) -> bool:
    return True


def _posted(exchange: str, found: list[Frame]) -> list[Tick]:
    """The ticks that the webhook finds in one body of these frames."""
    document = documents.read(frames.body(found).encode())
    return [generic.tick(entry, exchange) for entry in exchanges.entries(exchange, document, 50)]


def _bitfinex_snapshot(count: int) -> str:
    opened = {"event": "subscribed", "channel": "trades", "chanId": 7, "symbol": "tBTCUSD"}
    trades = [[number, 1_700_000_000_000 + number, -0.5, 42_000.10] for number in range(count)]
    return json.dumps([opened, [7, trades]])


def _kraken_snapshot(count: int) -> str:
    raw = json.loads(replay.frame("kraken", 0))
    raw["data"] = [{**raw["data"][0], "trade_id": number} for number in range(count)]
    return json.dumps(raw)


def _coinbase_advanced(count: int) -> str:
    trade = {"product_id": "ETH-USD", "price": "1260.010", "size": "0.3"}
    trades = [{**trade, "trade_id": str(number)} for number in range(count)]
    return json.dumps({"channel": "market_trades", "events": [{"trades": trades}]})


# Made once: their times are of now, and damage must be the same in each run of a test.
FRAMES = {exchange: replay.frame(exchange, 7).encode() for exchange in sorted(replay.RECORDED)}
SNAPSHOTS = {
    "bitfinex": _bitfinex_snapshot,
    "kraken": _kraken_snapshot,
    "coinbase": _coinbase_advanced,
}


@pytest.mark.parametrize("exchange", SNAPSHOTS)
@settings(max_examples=20)
@given(count=st.integers(1, 120), most=st.integers(1, 50))
def test_parts_hold_the_ticks_of_the_whole_and_fit(exchange: str, count: int, most: int) -> None:
    whole = frames.read(exchange, SNAPSHOTS[exchange](count))
    parts = list(frames.parts(exchange, whole, most, _all))

    assert len(whole.ticks) == count
    assert all(frames.fits([part], most) for part in parts)
    assert sorted(tick.event_id or "" for part in parts for tick in part.ticks) == sorted(
        map(str, range(count))
    )
    assert {tick for part in parts for tick in _posted(exchange, [part])} == set(whole.ticks)


def test_only_wanted_ticks_are_left() -> None:
    whole = frames.read("kraken", _kraken_snapshot(20))
    parts = list(frames.parts("kraken", whole, 50, lambda tick: tick.event_id in {"3", "4", "17"}))

    assert sorted(tick.event_id or "" for part in parts for tick in part.ticks) == ["17", "3", "4"]


def test_a_number_of_a_part_is_the_text_of_the_whole() -> None:
    text = _bitfinex_snapshot(2).replace("42000.1", "0.00000000000000000000000012345")
    parts = list(frames.parts("bitfinex", frames.read("bitfinex", text), 1, _all))

    assert {str(tick.price) for part in parts for tick in part.ticks} == {"1.2345E-25"}
    assert len(parts) == 2


def test_what_cannot_be_divided_stays_whole() -> None:
    texts = [replay.frame("coinbase", 1), "no JSON", "[]", "{}", '{"type": "error"}']

    for text in texts:
        frame = frames.read("coinbase", text)
        assert list(frames.parts("coinbase", frame, 0, _all)) == [frame] * len(frame.ticks)


def test_a_division_that_changes_a_tick_is_not_made() -> None:
    frame = frames.read("bitfinex", _bitfinex_snapshot(1))

    # The longest list holds the event that names the market, and the frame that needs it.
    assert list(frames.parts("bitfinex", frame, 0, _all)) == [frame]


@pytest.mark.parametrize("exchange", sorted(replay.RECORDED))
def test_one_body_holds_several_frames_as_they_came(exchange: str) -> None:
    channels = Channels()
    texts = [*replay.openings(exchange), *(replay.frame(exchange, n) for n in range(5))]
    posted = [channels.frame(text, documents.read(text.encode())) for text in texts]
    found = [frame for text in posted if (frame := frames.read(exchange, text)).ticks]

    assert [tick.event_id for tick in _posted(exchange, found)] == list("01234")
    assert _posted(exchange, found[:1]) == _posted(exchange, found)[:1]


@pytest.mark.parametrize(("identifier", "named"), [(None, ""), ("9" * 5000, "9" * 128), ({}, "{}")])
def test_a_rejected_trade_is_named_by_its_id_if_it_has_one(identifier: Any, named: str) -> None:
    raw = json.loads(replay.frame("kraken", 1))
    raw["data"][0] |= {"trade_id": identifier, "price": "-1"}
    [rejection] = frames.read("kraken", json.dumps(raw)).rejected

    assert rejection.event_id == named
    assert report.spans([rejection.event_id])


@settings(max_examples=30)
@given(st.binary() | st.text().map(str.encode))
def test_any_bytes_of_a_feed_are_read(data: bytes) -> None:
    frame = frames.read("kraken", data.decode(errors="replace"))

    assert frame.ticks == ()


@pytest.mark.parametrize("exchange", sorted(replay.RECORDED))
@settings(max_examples=50)
@given(choose=st.randoms(use_true_random=False))
def test_any_damage_to_a_frame_is_posted_as_it_was_written(exchange: str, choose: Random) -> None:
    channels, text = Channels(), ""
    for each in replay.openings(exchange):
        channels.frame(each, documents.read(each.encode()))
    content = hostile.hurt(FRAMES[exchange], choose)
    with suppress(Rejected):
        document = documents.read(content)
        assert refusal(document) is None or "error" in content.decode()
        text = channels.frame(content.decode(), document)
    frame = frames.read(exchange, text)

    for part in frames.parts(exchange, frame, 1, _all):
        assert set(part.ticks) <= set(frame.ticks)
        assert {tick.price for tick in part.ticks} <= hostile.numbers_in(content)


JSON: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=12,
)


@given(exchange=st.sampled_from(sorted(replay.RECORDED)), document=JSON)
def test_any_document_of_a_feed_is_read_and_divided(exchange: str, document: Any) -> None:
    frame = frames.read(exchange, json.dumps(document))

    for part in frames.parts(exchange, frame, 1, _all):
        assert set(part.ticks) <= set(frame.ticks)
