"""What exchanges send, by a table for each: tests/lambda_src/webhook_processor/exchanges/."""

import json
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambda_src.shared.decimals import canonical
from lambda_src.webhook_processor import documents, exchanges, generic, paths
from lambda_src.webhook_processor.entry import Market, PriceKind
from lambda_src.webhook_processor.reasons import Reason, Rejected
from lambda_src.webhook_processor.ticks import Tick
from tests.lambda_src.webhook_processor import hostile

TABLES = Path(__file__).parent / "exchanges"
ROWS = [
    pytest.param(table.stem, row, id=f"{table.stem}, {row['what']}")
    for table in sorted(TABLES.glob("*.json"))
    for row in json.loads(table.read_text(), parse_float=str, parse_int=str)
]
BODIES = {
    (table.stem, row["what"]): row["body"]
    for table in TABLES.glob("*.json")
    for row in documents.read(table.read_bytes())
}
TEXTS = {
    table.stem: [json.dumps(row["body"]).encode() for row in json.loads(table.read_text())]
    for table in TABLES.glob("*.json")
}
MANY = 50
JSON = st.recursive(
    st.none() | st.booleans() | st.decimals(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


def _read(exchange: str, document: Any) -> tuple[list[Tick], list[str]]:
    ticks, reasons = [], []
    for entry in exchanges.entries(exchange, document, MANY):
        try:
            ticks.append(generic.tick(entry, exchange))
        except Rejected as refusal:
            reasons.append(refusal.reason.value)
    return ticks, reasons


def _written(tick: Tick) -> dict[str, str]:
    fields = {
        "symbol": tick.symbol,
        "price": canonical(tick.price),
        "volume": None if tick.volume is None else canonical(tick.volume),
        "time": None if tick.event_time is None else canonical(tick.event_time),
        "id": tick.event_id,
        "kind": None if tick.kind is PriceKind.TRADE else tick.kind.value,
        "venue": tick.venue,
        "interval": tick.interval,
        "bar": None if tick.bar is None else canonical(tick.bar),
    }
    return {name: value for name, value in fields.items() if value is not None}


@pytest.mark.parametrize(("exchange", "row"), ROWS)
def test_a_payload_is_read_as_its_table_says(exchange: str, row: dict[str, Any]) -> None:
    ticks, reasons = _read(exchange, BODIES[exchange, row["what"]])

    assert [_written(tick) for tick in ticks] == row.get("ticks", [])
    assert reasons == row.get("rejected", [])
    assert all(tick.exchange == exchange for tick in ticks)


@pytest.mark.parametrize("exchange", sorted(exchanges.NAMES))
def test_every_exchange_has_a_table_of_prices_and_of_none(exchange: str) -> None:
    rows = json.loads((TABLES / f"{exchange}.json").read_text())

    assert any(row.get("ticks") for row in rows)
    assert any(row.get("ticks") == [] for row in rows)


@pytest.mark.parametrize(("other", "said"), sorted(paths.OTHER_NAMES.items()))
def test_another_name_of_the_same_house_is_read_alike(
    other: str, said: tuple[str, Market | None]
) -> None:
    name, _ = said
    document = next(body for (exchange, _), body in BODIES.items() if exchange == name)

    assert exchanges.entries(other, document, MANY) == exchanges.entries(name, document, MANY)


def test_an_exchange_without_an_adapter_sends_the_generic_body() -> None:
    ticks, _ = _read("nobody", {"symbol": "BTC", "price": Decimal(1)})

    assert ticks == [Tick("BTC", "nobody", Decimal(1))]


@pytest.mark.parametrize("exchange", sorted(exchanges.NAMES))
def test_more_ticks_than_a_body_may_hold_are_refused_whoever_sent_them(exchange: str) -> None:
    found = [
        (body, len(ticks))
        for (name, _), body in BODIES.items()
        if name == exchange and (ticks := exchanges.entries(exchange, body, MANY))
    ]

    assert found
    for body, count in found:
        with pytest.raises(Rejected) as refused:
            exchanges.entries(exchange, body, most=count - 1)
        assert refused.value.reason is Reason.TOO_MANY_TICKS
        assert refused.value.ticks >= count  # never traded ones were counted, too


@pytest.mark.parametrize("exchange", sorted(exchanges.NAMES))
def test_a_body_of_several_frames_holds_the_ticks_of_each(exchange: str) -> None:
    bodies = [body for (name, _), body in BODIES.items() if name == exchange]
    several: dict[str, Any] = {"frames": bodies}
    alone = [entry for body in bodies for entry in exchanges.entries(exchange, body, MANY)]

    assert exchanges.entries(exchange, several, 10_000) == alone


def test_the_ticks_of_all_frames_count_for_the_limit() -> None:
    trade = BODIES["kraken", "trades"]

    assert len(exchanges.entries("kraken", {"frames": [trade] * MANY}, MANY)) == MANY
    with pytest.raises(Rejected) as refused:
        exchanges.entries("kraken", {"frames": [trade] * (MANY + 1)}, MANY)
    assert refused.value.reason is Reason.TOO_MANY_TICKS
    assert refused.value.ticks == MANY + 1


@pytest.mark.parametrize("frames", [None, {}, "x"])
def test_frames_that_are_no_list_are_no_tick(frames: Any) -> None:
    assert _read("nobody", {"frames": frames}) == ([], ["bad_symbol"])
    assert _read("nobody", {"frames": [{"frames": []}]}) == ([], ["bad_symbol"])


@given(exchange=st.sampled_from(sorted(exchanges.NAMES)), document=JSON)
def test_any_document_becomes_ticks_or_reasons(exchange: str, document: Any) -> None:
    _read_or_refused(exchange, document)


@given(
    where=st.sampled_from(sorted(BODIES)),
    junk=JSON,
    choose=st.randoms(use_true_random=False),
)
def test_any_damage_to_a_payload_becomes_ticks_or_reasons(
    where: tuple[str, str], junk: Any, choose: Any
) -> None:
    _read_or_refused(where[0], _damaged(BODIES[where], junk, choose))


@pytest.mark.parametrize("exchange", sorted(exchanges.NAMES))
@settings(max_examples=100)
@given(choose=st.randoms(use_true_random=False))
def test_any_bytes_become_ticks_that_were_written_or_reasons(exchange: str, choose: Random) -> None:
    content = hostile.hurt(choose.choice(TEXTS[exchange]), choose)
    try:
        ticks, _ = _read(exchange, documents.read(content))
    except Rejected:
        return
    _check_written(ticks, hostile.numbers_in(content))


def _read_or_refused(exchange: str, document: Any) -> None:
    """Nothing raises, and every number that would be stored was written."""
    try:
        ticks, _ = _read(exchange, document)
    except Rejected:
        return
    _check_written(ticks, {number.copy_abs() for number in hostile.numbers(document)})


def _check_written(ticks: list[Tick], written: set[Decimal]) -> None:
    for tick in ticks:
        assert tick.price in written
        assert tick.volume is None or tick.volume in written


def _damaged(document: Any, junk: Any, choose: Any) -> Any:
    """The document with one value, anywhere, replaced by another or left out."""
    if isinstance(document, dict) and document and choose.random() < 0.9:
        name = choose.choice(sorted(document))
        if choose.random() < 0.1:
            return {key: value for key, value in document.items() if key != name}
        return {**document, name: _damaged(document[name], junk, choose)}
    if isinstance(document, list) and document and choose.random() < 0.9:
        place = choose.randrange(len(document))
        inner = _damaged(document[place], junk, choose)
        return [*document[:place], inner, *document[place + 1 :]]
    return junk
