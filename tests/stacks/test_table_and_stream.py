"""What the table of prices takes in, and what its stream lets through."""

from collections.abc import Callable
from typing import Any

import pytest

from localcloud.filter_patterns.events import parse_event_pattern

Document = dict[str, Any]
Resources = dict[str, dict[str, Document]]
Synthesize = Callable[..., Document]


@pytest.mark.parametrize(
    ("timestamp", "verdict"),
    [
        pytest.param("1700000000000.123001", True, id="a tick"),
        pytest.param("0", False, id="a list of series"),
    ],
)
def test_the_stream_mapping_lets_ticks_through_and_lists_of_series_not(
    resources: Resources, timestamp: str, *, verdict: bool
) -> None:
    mapping = resources["aws_lambda_event_source_mapping"]["crypto-prices-stream-mapping"]
    lets_through = parse_event_pattern(mapping["filter_criteria"]["filter"][0]["pattern"])
    image = {"symbol": {"S": "BTC-USD"}, "timestamp": {"N": timestamp}}

    assert lets_through({"eventName": "INSERT", "dynamodb": {"NewImage": image}}) is verdict


def test_one_setting_limits_the_ticks_of_a_body_and_the_table(synthesize: Synthesize) -> None:
    document = synthesize(max_ticks_per_body=7, api_rate_limit=10)
    resources = document["resource"]
    variables = resources["aws_lambda_function"]["webhook-processor-function"]["environment"][
        "variables"
    ]

    assert variables["MAX_TICKS_PER_BODY"] == "7"
    assert resources["aws_dynamodb_table"]["crypto-prices-table"]["on_demand_throughput"] == {
        "max_read_request_units": 10 * 7 * 6,
        "max_write_request_units": 10 * 7 * 2,
    }
