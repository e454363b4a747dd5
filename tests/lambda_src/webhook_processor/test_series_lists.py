"""The series of each market are listed once."""

import pytest

from tests.lambda_src.webhook_processor.fakes import RECEIVED_MS, Harness

TICK = {"symbol": "BTC", "price": 50000.5, "time": RECEIVED_MS - 1000}


def test_each_series_is_listed_under_its_market_once_per_process() -> None:
    harness = Harness()
    ticker = {**TICK, "kind": "ticker"}
    for number in range(3):
        harness.answer([{**TICK, "id": str(number)}, ticker, {**TICK, "symbol": "ETH-USD"}])
    harness.answer([{**TICK, "symbol": "SOL-USD", "price": -1}])

    assert harness.table.series == {
        "BTC": {"BTC@coinbase", "BTC@coinbase:ticker"},
        "ETH-USD": {"ETH-USD@coinbase"},
    }
    assert harness.table.listings == 3


def test_a_list_that_fails_loses_no_tick_and_the_retry_lists_the_series() -> None:
    harness = Harness()
    body = [TICK, {**TICK, "symbol": "ETH-USD"}]
    harness.table.lists_fail = True
    with pytest.raises(ConnectionError):
        harness.answer(body)
    assert len(harness.table.stored) == 2
    harness.table.lists_fail = False

    assert harness.answer(body)["status"] == "duplicate"
    assert harness.table.series == {"BTC": {"BTC@coinbase"}, "ETH-USD": {"ETH-USD@coinbase"}}
