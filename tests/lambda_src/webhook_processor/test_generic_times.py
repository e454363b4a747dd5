"""No generic tick is stored as of now although it says when."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_src.webhook_processor import generic_times
from lambda_src.webhook_processor.reasons import Reason, Rejected

TEXT = "2023-11-14T22:13:20.123456Z"
AT = Decimal("1700000000123.456")
NO_TIMES: dict[str, Any] = {
    "time_in_force": "GTC",
    "timeframe": "5m",
    "timeout": Decimal(30),
    "trade_date": "20260701",
    "time_to_settle": Decimal(1896310),
    "maturityTime": Decimal(0),
    "lastUpdateId": Decimal(100),
    "t": Decimal(12345),
    "quantity": Decimal(1700000000123),
    "assets": "1700000000",
    "at": None,
}


@pytest.mark.parametrize("name", generic_times.FIELDS)
@pytest.mark.parametrize(
    ("value", "milliseconds"),
    [
        pytest.param(TEXT, AT, id="RFC 3339"),
        pytest.param("2023-11-14T22:13:20.123456789Z", AT, id="RFC 3339 with nanoseconds"),
        pytest.param(Decimal(1700000000), Decimal(1700000000000), id="seconds"),
        pytest.param(Decimal("1700000000.123456"), AT, id="seconds with a fraction"),
        pytest.param(Decimal(1700000000123), Decimal(1700000000123), id="milliseconds"),
        pytest.param(Decimal(1700000000123456), AT, id="microseconds"),
        pytest.param(Decimal(1700000000123456789), AT, id="nanoseconds"),
        pytest.param("1700000000", Decimal(1700000000000), id="seconds as text"),
        pytest.param("1700000000123", Decimal(1700000000123), id="milliseconds as text"),
    ],
)
def test_a_time_is_read_in_any_unit(name: str, value: Any, milliseconds: Decimal) -> None:
    assert generic_times.read({name: value}) == milliseconds


def test_without_a_time_there_is_none() -> None:
    assert generic_times.read({"time": None, "symbol": "BTC", "price": Decimal(1)}) is None


@pytest.mark.parametrize("name", sorted(NO_TIMES))
def test_what_is_only_named_like_a_time_is_none(name: str) -> None:
    assert generic_times.read({name: NO_TIMES[name]}) is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *[pytest.param(name, "noon", id=name) for name in ("ts", "datetime", "Date", "event_time")],
        pytest.param("eventTime", Decimal(7), id="eventTime"),
        pytest.param("Time", TEXT, id="another case"),
        pytest.param("TIME_STAMP", "noon", id="another spelling"),
        pytest.param("updated_at", TEXT, id="a name with a time in it"),
        pytest.param("tradeTimestamp", Decimal(1700000000), id="a name with a number"),
        pytest.param("T", Decimal(1700000000123), id="a letter with milliseconds"),
        pytest.param("cts", "1700000000123", id="a code with digits"),
        pytest.param("pricedAt", "2023-11-14", id="a date"),
    ],
)
def test_a_time_under_another_name_is_refused_unless_a_time_is_there(name: str, value: Any) -> None:
    with pytest.raises(Rejected) as refused:
        generic_times.read({name: value})

    assert refused.value.reason is Reason.UNKNOWN_TIME_FIELD
    assert generic_times.read({name: value, "time": TEXT}) == AT


@pytest.mark.parametrize(
    "times",
    [
        pytest.param({"time": TEXT, "timestamp": "2020-01-01T00:00:00Z"}, id="two different"),
        pytest.param({"timestamp": "yesterday"}, id="a word"),
        pytest.param({"timestamp": True}, id="no time at all"),
        pytest.param({"timestamp": Decimal(-1)}, id="negative"),
        pytest.param({"timestamp": Decimal("1e999999")}, id="too large"),
    ],
)
def test_times_that_are_none_or_differ_are_refused(times: dict[str, Any]) -> None:
    with pytest.raises(Rejected) as refused:
        generic_times.read(times)

    assert refused.value.reason is Reason.BAD_TIME


def test_one_time_said_twice_is_one_time() -> None:
    assert generic_times.read({"time": TEXT, "timestamp": Decimal(1700000000123456)}) == AT


@given(st.dictionaries(st.text(max_size=9), st.decimals() | st.text(max_size=9) | st.booleans()))
def test_any_fields_are_a_time_or_none_or_refused(tick: dict[str, Any]) -> None:
    try:
        assert generic_times.read(tick) is None or tick.keys() & set(generic_times.FIELDS)
    except Rejected:
        return
