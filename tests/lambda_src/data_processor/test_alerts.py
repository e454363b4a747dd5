"""The notification of an alert: its SNS subject."""

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lambda_src.data_processor import messages
from lambda_src.data_processor.alerts import Alert
from lambda_src.data_processor.thresholds import AlertType
from tests.lambda_src.data_processor.records import record

# https://docs.aws.amazon.com/sns/latest/api/API_Publish.html, read on 2026-11-26: fewer than 100
# characters, no line breaks or control characters. The older rule, ASCII only, holds as well.
LIMIT = 100


def _alert(symbol: Any, alert_type: AlertType = AlertType.HIGH) -> Alert:
    return Alert(messages.read(record("m-1", {"symbol": symbol, "price": 151})), alert_type)


@pytest.mark.parametrize("alert_type", AlertType)
def test_the_subject_names_symbol_and_type(alert_type: AlertType) -> None:
    assert _alert("BTC-USD", alert_type).subject == f"Trading Alert: BTC-USD - {alert_type}"


@given(st.one_of(st.text(), st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._:/-]*", fullmatch=True)))
@example("S" * 64)
@example("S" * 65)
@example("BTC\nUSD")
@example("\u20bf-USD")
def test_sns_accepts_the_subject_of_every_symbol_that_a_message_may_have(symbol: str) -> None:
    try:
        subject = _alert(symbol).subject
    except messages.Invalid:
        return  # such a message is no alert
    assert len(subject) < LIMIT
    assert subject.isascii()
    assert subject.isprintable()
