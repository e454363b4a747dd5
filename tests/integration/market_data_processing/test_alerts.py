"""Prices outside of their thresholds are stored once and published; others are not."""

import pytest

from tests.integration.market_data_processing.conftest import WaitForAlerts
from tests.integration.market_data_processing.deployed import MarketDataProcessing, body, record
from tests.integration.polling import wait

THRESHOLDS = {"high": 150, "low": 50}


@pytest.mark.smoke
@pytest.mark.parametrize(("price", "alert_type"), [(150.01, "HIGH"), ("49.99", "LOW")])
def test_a_price_outside_its_thresholds_is_an_alert(
    deployed: MarketDataProcessing,
    wait_for_alerts: WaitForAlerts,
    symbol: str,
    price: float | str,
    alert_type: str,
) -> None:
    time = "2026-01-02T03:04:05.000006Z"
    (message_id,) = deployed.send([body(symbol, price, timestamp=time)])

    (notice,) = wait_for_alerts(symbol, 1)
    (item,) = deployed.items(symbol)
    assert item == {
        "symbol": {"S": symbol},
        "timestamp": {"S": f"{time}#{message_id}"},
        "price": {"N": str(price)},
        "alert_type": {"S": alert_type},
        "environment": {"S": deployed.suffix},
    }
    assert notice == {
        "symbol": symbol,
        "price": str(price),
        "alert_type": alert_type,
        "timestamp": f"{time}#{message_id}",
        "id": f"{symbol}/{time}#{message_id}",
    }


def test_a_price_at_or_between_its_thresholds_is_no_alert(
    deployed: MarketDataProcessing, symbol: str
) -> None:
    quiet = [THRESHOLDS["low"], THRESHOLDS["high"], 100]
    before = deployed.received()
    deployed.send([body(symbol, price) for price in quiet])
    wait(lambda: deployed.received() >= before + len(quiet) or None, "the log of the messages")

    answer = deployed.invoke(*(record(body(symbol, price)) for price in quiet))

    assert answer == {"batchItemFailures": []}
    assert deployed.items(symbol) == []


def test_a_message_that_is_delivered_twice_is_stored_once_and_published_twice(
    deployed: MarketDataProcessing, wait_for_alerts: WaitForAlerts, symbol: str
) -> None:
    delivered = record(body(symbol, 151))
    for _ in range(2):
        assert deployed.invoke(delivered) == {"batchItemFailures": []}

    first, second = wait_for_alerts(symbol, 2)
    assert first["id"] == second["id"]
    assert len(deployed.items(symbol)) == 1


def test_a_message_that_is_sent_twice_is_two_alerts(
    deployed: MarketDataProcessing, wait_for_alerts: WaitForAlerts, symbol: str
) -> None:
    deployed.send([body(symbol, 151, timestamp="2026-01-02T03:04:05Z")] * 2)

    first, second = wait_for_alerts(symbol, 2)
    assert first["id"] != second["id"]
    assert len(deployed.items(symbol)) == 2
