"""On the worst of days every tick is stored once and enriched right, or waits with its reason."""

import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from tests.faults import ticks
from tests.faults.conftest import WATCH, Inject, market_command
from tests.integration.crypto_price_processing.deployed import CryptoPriceProcessing
from tests.integration.crypto_price_processing.webhook_sender import Sender
from tests.integration.deployed import client
from tests.integration.messages import subscribed
from tests.lambda_src.price_enricher import reference

INGESTION, ENRICHER = "webhook-processor-*", "price-enricher-*"
BAD_DAY = (
    {"operation": "dynamodb.PutItem", "effect": "throttle", "probability": 0.03},
    {"operation": "dynamodb.UpdateItem", "effect": "throttle", "probability": 0.03},
    {"operation": "dynamodb.Query", "effect": "internal_error", "probability": 0.02},
    {"operation": "dynamodb.*Item", "effect": "lost_answer", "probability": 0.02},
    {"operation": "sns.Publish*", "effect": "throttle", "probability": 0.05},
    {
        "operation": "dynamodb.PutItem",
        "caller": INGESTION,
        "effect": "kill_after",
        "probability": 0.001,
    },
    {
        "operation": "dynamodb.UpdateItem",
        "caller": ENRICHER,
        "effect": "kill",
        "probability": 0.0005,
    },
    {"operation": "lambda.InvokeAsync", "effect": "duplicate", "probability": 0.05},
    {"operation": "lambda.InvokeAsync", "effect": "late", "probability": 0.05, "seconds": 1.5},
    {"operation": "lambda.Invoke", "effect": "throttle", "probability": 0.05},
    {"operation": "lambda.Invoke", "effect": "duplicate", "probability": 0.05},
)
NO_KEY = {"operation": "dynamodb.*", "caller": "*-processor-*", "effect": "kms_denied"}
NO_READING = {"operation": "dynamodb.Query", "caller": ENRICHER, "effect": "internal_error"}
FORGOTTEN = {"operation": "dynamodbstreams.GetShardIterator", "caller": "", "effect": "trimmed"}
KEY_AWAY_SECONDS = 3.0
# Starts the symbols of that day; the drills of the alarms leave ticks in the table, too.
BAD = "BAD"


def test_no_tick_is_lost_or_stored_twice_and_every_indicator_is_right(
    crypto: CryptoPriceProcessing,
    inject: Inject,
    hits: Callable[[], int],
    at_rest: Callable[[], None],
) -> None:
    sent = ticks.walk(BAD)
    inject(WATCH, *BAD_DAY)
    with subscribed(crypto["sns_topic_arn"], crypto.suffix) as success:
        sender = Sender(crypto, success)
        ticks.post(sender, sent[: len(sent) // 2])
        inject(WATCH, NO_KEY, *BAD_DAY)
        time.sleep(KEY_AWAY_SECONDS)
        inject(WATCH, *BAD_DAY)
        ticks.post(sender, sent[len(sent) // 2 :])
    at_rest()
    assert hits() > len(sent) * 0.05
    stored, enriched, *given_up = _state(crypto)
    # What is not there waits in a queue.
    assert (stored, enriched) == (len(sent), len(sent)) or any(given_up)
    inject(WATCH)
    for function in ("webhook-processor", "price-enricher"):
        market_command("redrive", function, "--apply")
    at_rest()

    assert _state(crypto) == (len(sent), len(sent), 0, 0)
    for symbol, series in ticks.by_symbol(sent).items():
        _assert_right(crypto.trades(symbol), series)


def test_records_that_outlived_the_stream_are_enriched_from_the_table(
    crypto: CryptoPriceProcessing,
    inject: Inject,
    at_rest: Callable[[], None],
) -> None:
    sent = ticks.walk("OLD")[:60]
    inject(WATCH, NO_READING)
    with subscribed(crypto["sns_topic_arn"], crypto.suffix) as success:
        ticks.post(Sender(crypto, success), sent)
    at_rest()
    assert _waiting(crypto["price_enricher_dlq_url"]) > 0
    inject(WATCH, FORGOTTEN)

    market_command("redrive", "price-enricher", "--apply")

    assert _waiting(crypto["price_enricher_dlq_url"]) == 0
    for symbol, series in ticks.by_symbol(sent).items():
        _assert_right(crypto.trades(symbol), series)


def _state(crypto: CryptoPriceProcessing) -> tuple[int, ...]:
    """How much of that day is stored, enriched and given up."""
    pages = (
        client("dynamodb")
        .get_paginator("scan")
        .paginate(
            TableName=crypto["dynamodb_table_name"],
            ProjectionExpression="enriched_at",
            # A list of series is no tick.
            FilterExpression="attribute_exists(price) AND begins_with(symbol, :day)",
            ExpressionAttributeValues={":day": {"S": BAD}},
        )
    )
    items = [item for page in pages for item in page["Items"]]
    queues = (crypto["webhook_processor_dlq_url"], crypto["price_enricher_dlq_url"])
    return (len(items), sum(map(bool, items)), *(_waiting(url) for url in queues))


def _waiting(url: str) -> int:
    name = "ApproximateNumberOfMessages"
    answer = client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=[name])
    return int(answer["Attributes"][name])


def _assert_right(items: list[dict[str, Any]], series: list[ticks.Tick]) -> None:
    found = [(int(item["event_time"]["N"]), Decimal(item["price"]["N"])) for item in items]
    assert found == [(tick.time_ms, tick.price) for tick in series]
    prices = [tick.price for tick in series]
    for position, item in enumerate(items, start=1):
        until = prices[:position]
        value = {name: Decimal(item[name]["N"]) for name in item if "N" in item[name]}
        assert reference.is_rounded(value.get("ma_5"), reference.mean(until, 5))
        assert reference.is_rounded(value.get("ma_20"), reference.mean(until, 20))
        assert reference.is_rounded_root(value.get("volatility"), reference.variance(until, 10))
