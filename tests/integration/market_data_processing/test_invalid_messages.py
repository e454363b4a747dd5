"""An invalid message fails alone, and the log names the reason."""

from tests.integration.market_data_processing.conftest import WaitForAlerts
from tests.integration.market_data_processing.deployed import MarketDataProcessing, body, record
from tests.integration.polling import wait

GOOD, BAD = 22, 3


def _bad_bodies(symbol: str) -> dict[str, str]:
    return {
        f'{{"symbol": "{symbol}"}}': "no_price",
        f'{{"symbol": "{symbol}", "price": NaN}}': "not_json",
        body(symbol, "NaN"): "bad_price",
        body(symbol, -151): "bad_price",
        body(symbol, 0): "bad_price",
        f'{{"symbol": "{symbol}", "price": 151': "not_json",
    }


def test_invalid_messages_are_logged_with_their_reason_and_stored_nowhere(
    deployed: MarketDataProcessing, symbol: str
) -> None:
    bodies = _bad_bodies(symbol)
    ids = deployed.send(list(bodies))

    reasons = wait(lambda: deployed.rejected(ids), "the log of the refused messages")

    assert [reasons[each] for each in ids] == list(bodies.values())
    assert deployed.items(symbol) == []


def _batch(symbol: str) -> list[str]:
    """25 messages, among them bad ones at the start, in the middle and at the end."""
    messages = [body(symbol, 151 + number) for number in range(GOOD)]
    for position in (0, GOOD // 2, GOOD + 2):
        messages.insert(position, body(symbol, -1))
    return messages


def test_three_invalid_messages_in_a_batch_do_not_block_the_others(
    deployed: MarketDataProcessing, wait_for_alerts: WaitForAlerts, symbol: str
) -> None:
    messages = _batch(symbol)
    ids = deployed.send(messages)
    bad = [each for each, text in zip(ids, messages, strict=True) if text == body(symbol, -1)]

    notices = wait_for_alerts(symbol, GOOD)
    reasons = wait(lambda: deployed.rejected(bad), "the log of the bad messages")

    assert len(messages) == GOOD + BAD
    assert set(reasons.values()) == {"bad_price"}
    assert len({notice["id"] for notice in notices}) == len(notices) == GOOD
    assert len(deployed.items(symbol)) == GOOD


def test_the_response_names_exactly_the_invalid_messages_of_a_batch(
    deployed: MarketDataProcessing, symbol: str
) -> None:
    records = [record(text) for text in _batch(symbol)]
    bad = [each["messageId"] for each in records if each["body"] == body(symbol, -1)]

    answer = deployed.invoke(*records)

    assert answer == {"batchItemFailures": [{"itemIdentifier": each} for each in bad]}
