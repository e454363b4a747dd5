"""A message is read exactly, or refused by name."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_src.data_processor import messages
from lambda_src.data_processor.messages import Invalid, RejectionReason
from tests.lambda_src.data_processor.records import record

GOOD = {"symbol": "BTC-USD", "price": 151}


def _read(body: Any) -> messages.Message:
    return messages.read(record("m-1", body))


def test_without_a_time_of_its_own_a_message_has_the_time_at_which_it_was_sent() -> None:
    message = _read(GOOD)

    assert (message.symbol, message.price, message.message_id) == ("BTC-USD", Decimal(151), "m-1")
    assert message.at.isoformat() == "2026-01-01T00:00:00.123000+00:00"


@pytest.mark.parametrize(
    ("timestamp", "at"),
    [
        ("2026-01-02T03:04:05Z", "2026-01-02T03:04:05+00:00"),
        ("2026-01-02t03:04:05.6z", "2026-01-02T03:04:05.600000+00:00"),
        ("2026-01-02 03:04:05.123456+02:00", "2026-01-02T01:04:05.123456+00:00"),
        ("2026-01-02T03:04:05.123456789Z", "2026-01-02T03:04:05.123456+00:00"),
        (1767225600123, "2026-01-01T00:00:00.123000+00:00"),
        (1767225600123.4567, "2026-01-01T00:00:00.123456+00:00"),
        (0, "1970-01-01T00:00:00+00:00"),
    ],
)
def test_a_time_is_rfc_3339_or_epoch_milliseconds(timestamp: object, at: str) -> None:
    assert _read({**GOOD, "timestamp": timestamp}).at.isoformat() == at


@pytest.mark.parametrize(
    ("price", "read"),
    [
        ("0.00000001", Decimal("0.00000001")),
        ("1e-7", Decimal("1e-7")),
        ('"150.25"', Decimal("150.25")),
        ("123456789012345678.9012345678", Decimal("123456789012345678.9012345678")),
    ],
)
def test_a_price_is_exact(price: str, read: Decimal) -> None:
    assert _read(f'{{"symbol": "X", "price": {price}}}').price == read


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param("", RejectionReason.NOT_JSON, id="empty"),
        pytest.param("{", RejectionReason.NOT_JSON, id="cut off"),
        pytest.param('{"symbol": "X", "price": NaN}', RejectionReason.NOT_JSON, id="NaN"),
        pytest.param('{"symbol": "X", "price": Infinity}', RejectionReason.NOT_JSON, id="Infinity"),
        pytest.param("[" * 60_000, RejectionReason.NESTED_TOO_DEEPLY, id="deep"),
        pytest.param('{"price":1,"price":2}', RejectionReason.DUPLICATE_KEY, id="a key twice"),
        pytest.param("null", RejectionReason.NOT_A_MESSAGE, id="null"),
        pytest.param("[]", RejectionReason.NOT_A_MESSAGE, id="a list"),
        pytest.param("7", RejectionReason.NOT_A_MESSAGE, id="a number"),
        pytest.param({"price": 1}, RejectionReason.BAD_SYMBOL, id="no symbol"),
        pytest.param({**GOOD, "symbol": ""}, RejectionReason.BAD_SYMBOL, id="empty symbol"),
        pytest.param(
            {**GOOD, "symbol": 7}, RejectionReason.BAD_SYMBOL, id="symbol that is a number"
        ),
        pytest.param({**GOOD, "symbol": "A\nB"}, RejectionReason.BAD_SYMBOL, id="line break"),
        pytest.param(
            {**GOOD, "symbol": "A#B"}, RejectionReason.BAD_SYMBOL, id="the sign between time and id"
        ),
        pytest.param({**GOOD, "symbol": "A" * 65}, RejectionReason.BAD_SYMBOL, id="long symbol"),
        pytest.param({"symbol": "X"}, RejectionReason.NO_PRICE, id="no price"),
        pytest.param({**GOOD, "price": None}, RejectionReason.NO_PRICE, id="null price"),
        pytest.param({**GOOD, "price": "much"}, RejectionReason.BAD_PRICE, id="words"),
        pytest.param({**GOOD, "price": "NaN"}, RejectionReason.BAD_PRICE, id="NaN as text"),
        pytest.param(
            {**GOOD, "price": "Infinity"}, RejectionReason.BAD_PRICE, id="Infinity as text"
        ),
        pytest.param({**GOOD, "price": True}, RejectionReason.BAD_PRICE, id="true"),
        pytest.param({**GOOD, "price": [1]}, RejectionReason.BAD_PRICE, id="a list of prices"),
        pytest.param({**GOOD, "price": 0}, RejectionReason.BAD_PRICE, id="zero"),
        pytest.param({**GOOD, "price": -5}, RejectionReason.BAD_PRICE, id="negative"),
        pytest.param(
            '{"symbol":"X","price":1e400}', RejectionReason.PRICE_NOT_EXACT, id="too large"
        ),
        pytest.param(
            '{"symbol":"X","price":1e-400}', RejectionReason.PRICE_NOT_EXACT, id="too small"
        ),
        pytest.param(
            '{"symbol":"X","price":1e99999999999999999999}',
            RejectionReason.PRICE_NOT_EXACT,
            id="beyond any number",
        ),
        pytest.param(
            f'{{"symbol":"X","price":{"1" * 40}}}', RejectionReason.PRICE_NOT_EXACT, id="40 digits"
        ),
        pytest.param(
            {**GOOD, "timestamp": "yesterday"}, RejectionReason.BAD_TIMESTAMP, id="words for a time"
        ),
        pytest.param(
            {**GOOD, "timestamp": "2026-13-01T00:00:00Z"}, RejectionReason.BAD_TIMESTAMP, id="13th"
        ),
        pytest.param(
            {**GOOD, "timestamp": "2026-01-01T00:00:00"},
            RejectionReason.BAD_TIMESTAMP,
            id="no zone",
        ),
        pytest.param(
            {**GOOD, "timestamp": "0001-01-01T00:00:00+23:59"},
            RejectionReason.BAD_TIMESTAMP,
            id="before time",
        ),
        pytest.param({**GOOD, "timestamp": -1}, RejectionReason.BAD_TIMESTAMP, id="before 1970"),
        pytest.param({**GOOD, "timestamp": 10**16}, RejectionReason.BAD_TIMESTAMP, id="after 9999"),
        pytest.param(
            {**GOOD, "timestamp": True}, RejectionReason.BAD_TIMESTAMP, id="true for a time"
        ),
    ],
)
def test_a_bad_message_is_refused_by_name(body: Any, reason: RejectionReason) -> None:
    with pytest.raises(Invalid) as caught:
        _read(body)

    assert caught.value.reason is reason


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
FIELDS = st.fixed_dictionaries(
    {}, optional={"symbol": JSON, "price": JSON, "timestamp": JSON, "id": JSON}
)


@given(st.text() | JSON | FIELDS)
def test_any_body_is_read_or_refused(body: Any) -> None:
    try:
        message = _read(body)
    except Invalid:
        return
    assert message.price > 0
