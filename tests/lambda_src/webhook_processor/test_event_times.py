"""Event times are epoch milliseconds with microseconds as fraction."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_src.webhook_processor import event_times
from lambda_src.webhook_processor.reasons import Reason, Rejected

AHEAD, BEHIND = 300_000, 86_400_000


@pytest.mark.parametrize(
    ("value", "milliseconds"),
    [
        pytest.param("2023-11-14T22:13:20Z", "1700000000000", id="seconds"),
        pytest.param("2023-11-14T22:13:20.123Z", "1700000000123", id="milliseconds"),
        pytest.param("2023-11-14T22:13:20.123456Z", "1700000000123.456", id="microseconds"),
        pytest.param("2023-11-14T22:13:20.1Z", "1700000000100", id="a tenth"),
        pytest.param("2023-11-14t22:13:20z", "1700000000000", id="lower case"),
        pytest.param("2023-11-14 22:13:20Z", "1700000000000", id="a space"),
        pytest.param("2023-11-15T03:43:20+05:30", "1700000000000", id="an offset"),
        pytest.param("2023-11-14T22:13:20-00:00", "1700000000000", id="unknown offset"),
        pytest.param(Decimal(1700000000123), "1700000000123", id="a number"),
        pytest.param(Decimal("1700000000123.456"), "1700000000123.456", id="a fraction"),
        pytest.param(Decimal("1.7E12"), "1700000000000", id="an exponent"),
        pytest.param(Decimal("1700000000123.4560000"), "1700000000123.456", id="more zeroes"),
    ],
)
def test_a_time_is_read(value: Any, milliseconds: str) -> None:
    assert event_times.read(value) == Decimal(milliseconds)


@given(st.datetimes(datetime(1970, 1, 1), datetime(9999, 1, 1)))  # noqa: DTZ001 (made aware below)
def test_every_microsecond_is_kept(moment: datetime) -> None:
    aware = moment.replace(tzinfo=UTC)
    microseconds = (aware - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)

    assert event_times.read(aware.isoformat()) * 1000 == microseconds


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("yesterday", id="a word"),
        pytest.param("", id="empty"),
        pytest.param("1700000000000", id="a number as text"),
        pytest.param("2023-11-14", id="a date"),
        pytest.param("2023-11-14T22:13:20", id="no zone"),
        pytest.param("2023-11-14T22:13:20.1234567Z", id="finer than microseconds"),
        pytest.param("2023-13-14T22:13:20Z", id="a 13th month"),
        pytest.param("2023-11-14T22:13:60Z", id="a leap second"),
        pytest.param("0000-01-01T00:00:00Z", id="the year 0"),
        pytest.param("0001-01-01T00:00:00+23:59", id="before the year 1"),
        pytest.param("2023-11-14T22:13:20+99:99", id="no such offset"),
        pytest.param("٢٠٢٣-11-14T22:13:20Z", id="other digits"),
        pytest.param(Decimal("1700000000123.4567"), id="a number finer than microseconds"),
        pytest.param(Decimal(-1), id="negative"),
        pytest.param(Decimal("1e15"), id="microseconds instead of milliseconds"),
        pytest.param(Decimal("1e-99999"), id="tiny"),
        pytest.param(Decimal("1e99999"), id="huge"),
        pytest.param(Decimal("Infinity"), id="infinite"),
        pytest.param(True, id="a truth"),
        pytest.param([], id="a list"),
        pytest.param({}, id="an object"),
    ],
)
def test_what_is_no_time_is_rejected(value: Any) -> None:
    with pytest.raises(Rejected) as caught:
        event_times.read(value)

    assert caught.value.reason is Reason.BAD_TIME


@pytest.mark.parametrize("offset", [-BEHIND, -1, 0, AHEAD])
def test_a_time_near_the_receive_time_is_valid(offset: int) -> None:
    event_times.check(Decimal(10**12 + offset), 10**12, AHEAD, BEHIND)


@pytest.mark.parametrize(
    ("offset", "reason"),
    [
        pytest.param(Decimal("300000.001"), Reason.TIME_AHEAD, id="a microsecond too far ahead"),
        pytest.param(Decimal("-86400000.001"), Reason.TIME_BEHIND, id="a microsecond too late"),
    ],
)
def test_a_time_far_from_the_receive_time_is_rejected(offset: Decimal, reason: Reason) -> None:
    with pytest.raises(Rejected) as caught:
        event_times.check(10**12 + offset, 10**12, AHEAD, BEHIND)

    assert caught.value.reason is reason
