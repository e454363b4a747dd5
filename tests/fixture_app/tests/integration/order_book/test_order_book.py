"""An order that is put into the queue is in the table; what is no order fails alone."""

import json

from tests.integration.deployed import client
from tests.integration.order_book.deployed import OrderBook
from tests.integration.polling import wait


def test_an_order_arrives_in_the_table(deployed: OrderBook, symbol: str) -> None:
    deployed.send(json.dumps({"symbol": symbol, "placed_at": "2026-01-02", "price": 151.5}))

    (item,) = wait(lambda: deployed.items(symbol) or None, f"the order of {symbol}")

    assert (item["timestamp"], item["price"]) == ({"S": "2026-01-02"}, {"N": "151.5"})


def test_a_message_that_is_no_order_fails_alone(deployed: OrderBook, symbol: str) -> None:
    good = json.dumps({"symbol": symbol, "placed_at": "2026-01-02", "price": 1})
    records = [{"messageId": "bad", "body": "?"}, {"messageId": "good", "body": good}]

    answer = client("lambda").invoke(
        FunctionName=deployed["lambda_function_name"], Payload=json.dumps({"Records": records})
    )

    assert json.loads(answer["Payload"].read()) == {
        "batchItemFailures": [{"itemIdentifier": "bad"}]
    }
    assert len(deployed.items(symbol)) == 1
