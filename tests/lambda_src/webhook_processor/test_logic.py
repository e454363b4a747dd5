"""What becomes of a webhook."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_src.webhook_processor.schemes.scheme import UnusableSecret
from tests.lambda_src.webhook_processor.fakes import (
    NEWER_SECRET,
    RECEIVED_MS,
    SECRET,
    Harness,
    request,
)

TICK = {"symbol": "BTC", "price": 50000.5, "time": RECEIVED_MS - 1000}
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["symbol", "price", "volume", "time", "id", "ticks", "exchange"]),
            inner,
        )
    ),
    max_leaves=12,
)


def _refusal(reason: str) -> dict[str, Any]:
    return {"status": "rejected", "ticks": [], "rejected": [{"index": None, "reason": reason}]}


def test_a_signed_tick_is_stored_and_reported_exactly() -> None:
    harness = Harness()

    answer = harness.answer(
        b'{"symbol":"BTC","price":50000.00,"exchange":"coinbase","volume":1234.560}'
    )

    assert answer == {
        "status": "accepted",
        "ticks": [
            {
                "symbol": "BTC",
                "series": "BTC@coinbase",
                "timestamp": "1700000000234",
                "price": "50000",
                "volume": "1234.56",
                "exchange": "coinbase",
                "venue": None,
                "kind": "trade",
                "status": "accepted",
            }
        ],
        "rejected": [],
    }
    assert list(harness.table.stored) == [("BTC@coinbase", "1700000000234")]


def test_the_body_need_not_be_ascii() -> None:
    assert Harness().answer('{"symbol":"BTC","price":1,"note":"süß 🪙"}'.encode())["status"] == (
        "accepted"
    )


def test_good_ticks_are_stored_beside_bad_ones() -> None:
    harness = Harness()

    answer = harness.answer([TICK, {**TICK, "price": -1}, 7, {**TICK, "symbol": "ETH"}])

    assert answer["status"] == "accepted"
    assert [tick["symbol"] for tick in answer["ticks"]] == ["BTC", "ETH"]
    assert answer["rejected"] == [
        {"index": 1, "reason": "bad_price"},
        {"index": 2, "reason": "not_a_tick"},
    ]
    assert len(harness.table.stored) == 2


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param([], "ignored", id="no tick"),
        pytest.param({"ticks": []}, "ignored", id="no tick in ticks"),
        pytest.param([{**TICK, "price": 0}], "rejected", id="only a bad tick"),
        pytest.param([TICK, TICK], "accepted", id="a tick and the same again"),
    ],
)
def test_the_status_is_the_best_that_happened(body: Any, status: str) -> None:
    assert Harness().answer(body)["status"] == status


def test_a_tick_delivered_again_is_a_duplicate_though_its_neighbour_is_bad() -> None:
    harness = Harness()
    harness.answer(TICK)

    answer = harness.answer([TICK, {}], request_id="request-2")

    assert answer["status"] == "duplicate"
    assert answer["ticks"][0]["status"] == "duplicate"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        pytest.param({"time": RECEIVED_MS + 300_001}, "time_ahead", id="ahead"),
        pytest.param({"time": RECEIVED_MS - 86_400_001}, "time_behind", id="behind"),
        pytest.param({"time": "2020-01-01T00:00:00Z"}, "time_behind", id="years ago"),
    ],
)
def test_a_time_far_from_the_receive_time_is_rejected(changes: dict[str, Any], reason: str) -> None:
    answer = Harness().answer({**TICK, **changes})

    assert answer["rejected"] == [{"index": 0, "reason": reason}]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        pytest.param({"exchange": "binance"}, "unknown_exchange", id="not served"),
        pytest.param({"exchange": "Coinbase"}, "unknown_exchange", id="spelled otherwise"),
        pytest.param({"exchange": "kraken"}, "no_secret", id="no secret"),
        pytest.param({"body": None, "body_length": 99999}, "too_large", id="too large"),
        pytest.param({"body": "%%%"}, "not_base64", id="not base64"),
        pytest.param({"body": "ü"}, "not_base64", id="not even ASCII"),
        pytest.param({"headers": {"webhook-signature": ""}}, "unsigned", id="unsigned"),
        pytest.param({"headers": {"webhook-signature": "v1,AAAA"}}, "bad_signature", id="forged"),
        pytest.param({"secret": NEWER_SECRET}, "bad_signature", id="another secret"),
        pytest.param(
            {"headers": {"webhook-timestamp": "x"}}, "bad_webhook_timestamp", id="no time"
        ),
        pytest.param({"signed_at": 1_699_999_000}, "outside_replay_window", id="replayed"),
        pytest.param(
            {"received_at_ms": RECEIVED_MS + 300_001}, "outside_replay_window", id="arrived late"
        ),
        pytest.param({"request_id": ""}, "malformed_event", id="no request id"),
        pytest.param({"request_id": None}, "malformed_event", id="null as request id"),
        pytest.param({"received_at_ms": "1"}, "malformed_event", id="time as text"),
        pytest.param({"received_at_ms": True}, "malformed_event", id="time as truth"),
        pytest.param({"headers": {"webhook-id": 7}}, "malformed_event", id="header as number"),
        pytest.param({"body": 7}, "malformed_event", id="body as number"),
    ],
)
def test_a_webhook_is_rejected_as_a_whole_and_stored_nowhere(
    changes: dict[str, Any], reason: str
) -> None:
    harness = Harness()

    assert harness.answer(TICK, **changes) == _refusal(reason)
    assert harness.table.inserts == 0


@pytest.mark.parametrize(
    "event", [None, 7, "text", [], {}, {"body": ""}, {**request(TICK), "headers": None}]
)
def test_an_event_of_another_form_is_rejected(event: Any) -> None:
    assert Harness().processor.answer(event) == _refusal("malformed_event")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param(b"{", "not_json", id="not JSON"),
        pytest.param(b'{"price":NaN}', "not_json", id="NaN"),
        pytest.param(b"[" * 50000, "nested_too_deeply", id="too deep"),
        pytest.param(b'{"a":1,"a":1}', "duplicate_key", id="a key twice"),
    ],
)
def test_a_signed_body_that_cannot_be_read_is_refused(body: Any, reason: str) -> None:
    assert Harness().answer(body) == _refusal(reason)


def test_a_body_of_more_ticks_than_the_setting_allows_is_refused_whole() -> None:
    harness = Harness()
    ticks = [{**TICK, "id": str(number)} for number in range(51)]

    assert harness.answer(ticks) == {
        "status": "rejected",
        "ticks": [],
        "rejected": [{"index": None, "reason": "too_many_ticks", "ticks": 51}],
    }
    assert len(harness.answer(ticks[:50])["ticks"]) == len(harness.table.stored) == 50


def test_the_signature_is_checked_before_the_body_is_read() -> None:
    assert Harness().answer(b"{", secret=NEWER_SECRET) == _refusal("bad_signature")


def test_an_exchange_without_secret_is_served_where_unsigned_is_allowed() -> None:
    harness = Harness(secret=None, allow_unsigned=True)

    assert harness.answer(TICK, headers={"webhook-signature": ""})["status"] == "accepted"


def test_a_secret_binds_even_where_unsigned_is_allowed() -> None:
    harness = Harness(allow_unsigned=True)

    assert harness.answer(TICK, headers={"webhook-signature": ""}) == _refusal("unsigned")


def test_a_rotation_is_noticed_by_the_first_new_signature() -> None:
    harness = Harness()
    harness.answer(TICK)
    harness.secrets.secrets["coinbase"] = f"{NEWER_SECRET} {SECRET}"
    harness.clock.now += 10

    assert harness.answer({**TICK, "id": "2"}, secret=NEWER_SECRET)["status"] == "accepted"
    assert harness.answer({**TICK, "id": "3"}, secret=SECRET)["status"] == "accepted"


def test_a_new_secret_is_noticed_where_there_was_none() -> None:
    harness = Harness(secret=None)
    assert harness.answer(TICK) == _refusal("no_secret")
    harness.secrets.secrets["coinbase"] = SECRET
    harness.clock.now += 10

    assert harness.answer(TICK)["status"] == "accepted"


def test_forgeries_do_not_reach_the_parameter_store_each_time() -> None:
    harness = Harness()
    for _ in range(20):
        harness.answer(TICK, secret=NEWER_SECRET)

    assert harness.secrets.reads == 1


def test_an_unusable_secret_loses_nothing() -> None:
    with pytest.raises(UnusableSecret):
        Harness(secret="hunter2").answer(TICK)


def test_a_failure_of_the_table_raises_and_the_retry_completes() -> None:
    harness = Harness()
    body = [{**TICK, "id": str(number)} for number in range(3)]
    harness.table.failing_from = 2
    with pytest.raises(ConnectionError):
        harness.answer(body)
    harness.table.failing_from = None

    answer = harness.answer(body)

    assert [tick["status"] for tick in answer["ticks"]] == ["duplicate", "accepted", "accepted"]
    assert len(harness.table.stored) == 3


DAY_MS = 86_400_000


def _alert(**fields: Any) -> dict[str, Any]:
    return {"ticker": "BINANCE:BTCUSDT", "price": "61250.5", **fields}


def _utc(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="milliseconds")


@pytest.mark.parametrize(
    ("times", "timestamp"),
    [
        pytest.param({"time": _utc(RECEIVED_MS - DAY_MS)}, RECEIVED_MS, id="the opening of a day"),
        pytest.param({"time": _utc(RECEIVED_MS - 61_000)}, RECEIVED_MS, id="of a minute"),
        pytest.param({"time": _utc(RECEIVED_MS - 59_000)}, RECEIVED_MS - 59_000, id="a moment ago"),
        pytest.param(
            {"time": _utc(RECEIVED_MS - 61_000), "bar": _utc(RECEIVED_MS - DAY_MS)},
            RECEIVED_MS - 61_000,
            id="an alert that names its bar apart, delivered late",
        ),
        pytest.param({}, RECEIVED_MS, id="no time"),
    ],
)
def test_the_opening_of_a_bar_is_no_time_of_an_alert(times: dict[str, str], timestamp: int) -> None:
    token = "t" * 32
    harness = Harness(others={"tradingview": token})

    answer = harness.answer(_alert(**times), exchange="tradingview", token=token)

    assert [tick["timestamp"] for tick in answer["ticks"]] == [str(timestamp)]


def test_two_equal_fills_without_ids_in_one_body_are_two_ticks() -> None:
    harness = Harness()
    other = {**TICK, "price": 50001}

    first = harness.answer([TICK, other, TICK])
    again = harness.answer([TICK, TICK])  # the same fills, batched anew

    assert [tick["status"] for tick in first["ticks"]] == ["accepted"] * 3
    assert [tick["status"] for tick in again["ticks"]] == ["duplicate"] * 2
    assert len(harness.table.stored) == 3


def test_equal_fills_with_one_id_are_one_tick() -> None:
    answer = Harness().answer([{**TICK, "id": "7"}, {**TICK, "id": "7"}])

    assert [tick["status"] for tick in answer["ticks"]] == ["accepted", "duplicate"]


def test_the_longest_answer_is_a_small_part_of_a_destination_record() -> None:
    """SNS takes 256 KB; the request in the record takes at most 64 KB and its headers."""
    smallest = "1." + "1" * 27 + "E-130"
    tick = {"symbol": "S" * 32, "price": smallest, "volume": smallest}
    answer = Harness().answer([{**tick, "id": "\u20ac" * 127 + str(n % 10)} for n in range(20)])

    assert answer["status"] == "accepted"
    assert len(json.dumps(answer)) < 16_000


@given(st.binary(max_size=300))
def test_arbitrary_bytes_never_raise(body: bytes) -> None:
    harness = Harness(secret=None, allow_unsigned=True)
    event = request(b"", body=base64.b64encode(body).decode())

    assert harness.processor.answer(event)["status"] in {"rejected", "ignored"}
    assert harness.table.stored == {}


@given(JSON)
def test_arbitrary_json_never_raises_and_accounts_for_every_entry(document: Any) -> None:
    answer = Harness().answer(document)

    if isinstance(document, list) and answer["rejected"] != _refusal("not_json")["rejected"]:
        assert len(answer["ticks"]) + len(answer["rejected"]) == len(document)


@given(st.dictionaries(st.sampled_from(list(request(TICK))), JSON))
def test_arbitrary_events_never_raise(changes: dict[str, Any]) -> None:
    assert Harness().processor.answer({**request(TICK), **changes})["status"]


@given(st.text(max_size=60), st.sampled_from(list(request(TICK)["headers"])))
def test_arbitrary_headers_never_raise(text: str, name: str) -> None:
    assert Harness().answer(TICK, headers={name: text})["status"]
