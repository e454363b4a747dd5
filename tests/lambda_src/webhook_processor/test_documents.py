"""Bodies are read exactly or refused by name."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_src.webhook_processor import documents
from lambda_src.webhook_processor.reasons import Reason, Rejected


def _types(value: Any) -> set[type]:
    if isinstance(value, dict):
        return {type(value)}.union(*map(_types, value.values()))
    if isinstance(value, list):
        return {type(value)}.union(*map(_types, value))
    return {type(value)}


def test_numbers_keep_their_digits() -> None:
    document = documents.read(b'{"a": 50000.00, "b": 12345678901234567890.123456789, "c": 1e-7}')

    assert document == {
        "a": Decimal("50000.00"),
        "b": Decimal("12345678901234567890.123456789"),
        "c": Decimal("1e-7"),
    }
    assert str(document["a"]) == "50000.00"


def test_there_is_no_float_and_no_int() -> None:
    assert _types(documents.read(b'[1, 2.5, 1e400, -0.0, {"x": 3E5}]')) == {list, dict, Decimal}


def test_thousands_of_digits_are_a_number() -> None:
    assert documents.read(b"1" * 20000) == Decimal("1" * 20000)


@pytest.mark.parametrize("number", [b"1e99999999999999999999", b"1e-99999999999999999999"])
def test_a_number_that_nobody_can_hold_spares_its_neighbours(number: bytes) -> None:
    assert documents.read(b"[1, " + number + b"]") == [1, Decimal("Infinity")]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param(b"", Reason.NOT_JSON, id="empty"),
        pytest.param(b"{", Reason.NOT_JSON, id="cut off"),
        pytest.param(b"BTC=50000", Reason.NOT_JSON, id="a form"),
        pytest.param(b'{"price": NaN}', Reason.NOT_JSON, id="NaN"),
        pytest.param(b"[Infinity]", Reason.NOT_JSON, id="Infinity"),
        pytest.param(b"[-Infinity]", Reason.NOT_JSON, id="minus infinity"),
        pytest.param(b"01", Reason.NOT_JSON, id="a leading zero"),
        pytest.param(b'"a\x01b"', Reason.NOT_JSON, id="a control character in text"),
        pytest.param("{}".encode("utf-8-sig"), Reason.NOT_JSON, id="a byte order mark"),
        pytest.param("{}".encode("utf-16"), Reason.NOT_UTF8, id="UTF-16"),
        pytest.param('"ü"'.encode("latin-1"), Reason.NOT_UTF8, id="Latin-1"),
        pytest.param(b"[" * 60000, Reason.NESTED_TOO_DEEPLY, id="deep lists"),
        pytest.param(b'{"a":' * 12000, Reason.NESTED_TOO_DEEPLY, id="deep objects"),
        pytest.param(b'{"price":1,"price":2}', Reason.DUPLICATE_KEY, id="a key twice"),
        pytest.param(b'[{"a":{"b":1,"b":1}}]', Reason.DUPLICATE_KEY, id="a key twice inside"),
    ],
)
def test_a_bad_body_is_refused_by_name(body: bytes, reason: Reason) -> None:
    with pytest.raises(Rejected) as caught:
        documents.read(body)

    assert caught.value.reason is reason


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-16")))
def test_arbitrary_bytes_are_read_or_refused(body: bytes) -> None:
    try:
        document = documents.read(body)
    except Rejected:
        return
    assert float not in _types(document)
