"""What webhook-processor would make of payloads, tick by tick."""

import json
from typing import Any

import pytest

from gitops.adapters.errors import Refusal
from market import as_stored, normalize
from stacks.constructs import webhook_template
from stacks.environment import EXAMPLE

NOW_MS = 1_700_000_000_000
TICK = {"symbol": "BTC-USD", "price": "5", "time": NOW_MS, "id": "1"}


def _readings(*bodies: Any, exchange: str = "kraken", **changes: Any) -> list[dict[str, Any]]:
    lines = [
        json.dumps({"exchange": exchange, "body": json.dumps(body), "received_ms": NOW_MS})
        if not changes
        else json.dumps({"exchange": exchange, "body": json.dumps(body), **changes})
        for body in bodies
    ]
    return list(as_stored.readings(lines))


def test_each_tick_has_its_own_status() -> None:
    first, again = _readings(
        [TICK, {**TICK, "id": "2"}, {**TICK, "price": -1}], [TICK, {**TICK, "id": "3"}]
    )

    assert [tick["status"] for tick in first["ticks"]] == ["accepted", "accepted"]
    assert first["rejected"] == [{"index": 2, "reason": "bad_price"}]
    assert (first["status"], first["reason"]) == ("accepted", "bad_price")
    assert [tick["status"] for tick in again["ticks"]] == ["duplicate", "accepted"]
    # Other ticks of the instant are in the next slots.
    assert again["ticks"][1]["timestamp"] == f"{NOW_MS}.000002"


@pytest.mark.parametrize(
    ("time_ms", "reason"),
    [
        (NOW_MS - 86_400_000, None),
        (NOW_MS - 86_400_001, "time_behind"),
        (NOW_MS + 300_000, None),
        (NOW_MS + 300_001, "time_ahead"),
    ],
)
def test_times_are_checked_against_the_receipt(time_ms: int, reason: str | None) -> None:
    [reading] = _readings({**TICK, "time": time_ms})

    assert reading["reason"] == reason


def test_a_tick_without_time_is_new_in_each_request() -> None:
    readings = _readings({"symbol": "BTC", "price": 1}, {"symbol": "BTC", "price": 1})

    assert [reading["status"] for reading in readings] == ["accepted", "accepted"]


@pytest.mark.parametrize(
    ("body", "exchange", "reason"),
    [
        pytest.param({**TICK, "exchange": "kraken"}, "generic", None, id="names its exchange"),
        pytest.param(TICK, "generic", None, id="names none"),
        pytest.param(TICK, "nobody", "unknown_exchange", id="an unknown exchange"),
        pytest.param([TICK] * 51, "kraken", "too_many_ticks", id="too many ticks"),
        pytest.param({**TICK, "x": "x" * 65_536}, "kraken", "too_large", id="too large"),
    ],
)
def test_a_body_is_refused_as_the_processor_would(
    body: Any, exchange: str, reason: str | None
) -> None:
    [reading] = _readings(body, exchange=exchange)

    assert reading["reason"] == reason


def test_a_line_must_say_when_it_arrived() -> None:
    with pytest.raises(Refusal, match=r"^Line 1 has no received_ms"):
        _readings(TICK, received_ms=None)


def test_the_limits_are_those_of_an_environment_by_default() -> None:
    assert EXAMPLE.max_ticks_per_body == normalize.MAX_TICKS
    assert EXAMPLE.max_ahead_seconds == as_stored.AHEAD_SECONDS
    assert EXAMPLE.max_behind_seconds == as_stored.BEHIND_SECONDS
    assert as_stored.MAX_BODY_BASE64 == webhook_template.MAX_BODY_BASE64
