"""The entry point of webhook-processor, from the event of API Gateway to the stored item."""

import json
from collections.abc import Callable
from types import ModuleType
from typing import Any

import boto3
import pytest
from awslambdaric.lambda_runtime_log_utils import JsonFormatter
from botocore.exceptions import ClientError

from tests import events
from tests.lambda_src.shared.metrics import recorded
from tests.lambda_src.webhook_processor.fakes import SECRET, request

Answer = Callable[[str], Any]


@pytest.fixture
def handler(table: Any, fresh_handler: Callable[[str], ModuleType]) -> ModuleType:  # noqa: ARG001 (the table must be there)
    name = "/market-pipelines/webhook-secret/coinbase-dev"
    boto3.client("ssm").put_parameter(Name=name, Value=SECRET, Type="SecureString")
    return fresh_handler("webhook_processor")


@pytest.fixture
def answer(handler: ModuleType) -> Answer:
    return lambda event: handler.lambda_handler(events.load(event), None)


def _stored(table: Any) -> int:
    items = table.scan(TableName="crypto-prices-dev")["Items"]
    return sum("price" in item for item in items)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        pytest.param("webhook_one_tick", ("accepted", [], 1), id="all good"),
        pytest.param(
            "webhook_mixed_ticks", ("accepted", [{"index": 1, "reason": "bad_price"}], 2),
            id="one bad",
        ),
        pytest.param(
            "webhook_all_bad",
            (
                "rejected",
                [
                    {"index": 0, "reason": "bad_price"},
                    {"index": 1, "reason": "bad_symbol"},
                    {"index": 2, "reason": "not_a_tick"},
                ],
                0,
            ),
            id="all bad",
        ),
        pytest.param("webhook_no_ticks", ("ignored", [], 0), id="empty"),
        pytest.param(
            "webhook_forged", ("rejected", [{"index": None, "reason": "bad_signature"}], 0),
            id="forged",
        ),
        pytest.param(
            "webhook_too_large", ("rejected", [{"index": None, "reason": "too_large"}], 0),
            id="too large",
        ),
    ],
)  # fmt: skip
def test_a_recorded_webhook_is_answered(
    answer: Answer, table: Any, event: str, expected: tuple[str, list[Any], int]
) -> None:
    result = answer(event)

    assert (result["status"], result["rejected"], _stored(table)) == expected


def test_microseconds_reach_the_key(answer: Answer) -> None:
    ticks = answer("webhook_mixed_ticks")["ticks"]

    assert [(tick["symbol"], tick["timestamp"], tick["price"]) for tick in ticks] == [
        ("BTC", "1700000000123.456", "50000.1"),
        ("ETH", "1700000000500", "2000.5"),
    ]


def test_a_retry_by_lambda_is_a_duplicate(answer: Answer, table: Any) -> None:
    answer("webhook_one_tick")

    assert answer("webhook_one_tick")["status"] == "duplicate"
    assert _stored(table) == 1


def test_a_missing_table_raises_so_that_lambda_retries(answer: Answer, table: Any) -> None:
    table.delete_table(TableName="crypto-prices-dev")

    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        answer("webhook_one_tick")


def _counts(**counts: int) -> dict[Any, int]:
    """Each metric for the environment, and once more for the exchange in it."""
    return {
        (name, split): count
        for name, count in counts.items()
        for split in ((), (("Exchange", "coinbase"),))
    }


def _rejected(reason: str, exchange: str = "coinbase") -> tuple[str, Any]:
    return "TicksRejected", (("Exchange", exchange), ("Reason", reason))


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        pytest.param(
            ["webhook_one_tick"], _counts(TicksReceived=1, TicksAccepted=1), id="accepted"
        ),
        pytest.param(
            ["webhook_one_tick", "webhook_one_tick"],
            _counts(TicksReceived=2, TicksAccepted=1, TicksDuplicate=1),
            id="again",
        ),
        pytest.param(["webhook_no_ticks"], _counts(WebhooksIgnored=1), id="ignored"),
        pytest.param(
            ["webhook_all_bad"],
            {
                **_counts(TicksReceived=3, TicksRejected=3),
                _rejected("bad_price"): 1,
                _rejected("bad_symbol"): 1,
                _rejected("not_a_tick"): 1,
            },
            id="rejected",
        ),
        pytest.param(
            ["webhook_forged"],
            {**_counts(TicksReceived=1, TicksRejected=1), _rejected("bad_signature"): 1},
            id="forged",
        ),
    ],
)
def test_the_result_of_every_tick_is_counted(
    answer: Answer,
    caplog: pytest.LogCaptureFixture,
    events: list[str],
    expected: dict[Any, int],
) -> None:
    for event in events:
        answer(event)

    assert +recorded(caplog.records) == expected


def test_ticks_over_the_limit_are_counted_each(
    handler: ModuleType, caplog: pytest.LogCaptureFixture
) -> None:
    handler.lambda_handler(request([{"symbol": "BTC", "price": 1}] * 51), None)

    assert +recorded(caplog.records) == {
        **_counts(TicksReceived=51, TicksRejected=51, TicksOverLimit=51),
        _rejected("too_many_ticks"): 51,
    }


@pytest.mark.parametrize("exchange", ["binance", ["x"], None])
def test_an_exchange_that_is_not_served_makes_no_metric_of_its_own(
    handler: ModuleType, caplog: pytest.LogCaptureFixture, exchange: Any
) -> None:
    handler.lambda_handler(request({"symbol": "BTC", "price": 1}, exchange=exchange), None)

    named = {dict(split).get("Exchange") for _, split in +recorded(caplog.records)}
    assert named == {None, "unknown"}


def test_rejections_are_logged_at_info_with_the_id_that_the_sender_saw(
    answer: Answer, caplog: pytest.LogCaptureFixture
) -> None:
    answer("webhook_all_bad")

    lines = [json.loads(JsonFormatter().format(record)) for record in caplog.records]
    ours = [line for line in lines if line["logger"] == "market_pipelines"]
    assert {line["level"] for line in ours} == {"INFO"}
    assert {line["api_request_id"] for line in ours} == {"c6af9ac6-7b61-11e6-9a41-93e8deadbeef"}
    assert [line["Reason"] for line in ours[:-1]] == ["bad_price", "bad_symbol", "not_a_tick"]


@pytest.mark.parametrize("event", ["webhook_mixed_ticks", "webhook_forged", "webhook_all_bad"])
def test_no_log_line_holds_body_signature_or_secret(
    answer: Answer, caplog: pytest.LogCaptureFixture, event: str
) -> None:
    answer(event)

    content = events.load(event)
    written = " ".join(JsonFormatter().format(record) for record in caplog.records)
    assert written
    for secret in (content["body"], content["headers"]["webhook-signature"][3:], SECRET, "50000"):
        assert secret not in written


def test_clients_retry_in_standard_mode_and_within_the_functions_time(handler: ModuleType) -> None:
    for client in (handler.DYNAMODB, handler.SSM):
        config = client.meta.config
        assert config.retries == {"mode": "standard", "total_max_attempts": 3}
        assert (config.connect_timeout, config.read_timeout) == (1, 3)
