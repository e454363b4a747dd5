"""Addresses that API Gateway cannot apply never get as far as a deployment."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from stacks import sources

SERVED = {"tradingview": "https://www.tradingview.com"}
TRADINGVIEW = ["52.89.214.238", "34.212.75.30"]
Synthesize = Callable[..., dict[str, Any]]


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        pytest.param({"nasdaq": ["1.2.3.4"]}, "nasdaq: it is not in exchange_endpoints", id="who"),
        pytest.param({"tradingview": []}, "must be a list of addresses", id="nobody"),
        pytest.param({"tradingview": "1.2.3.4"}, "must be a list of addresses", id="text"),
        pytest.param({"tradingview": ["1.2.3"]}, "'1.2.3' is refused", id="no address"),
        pytest.param({"tradingview": ["10.0.0.1/8"]}, "'10.0.0.1/8' is refused", id="host bits"),
        pytest.param({"tradingview": [7]}, "7 is refused", id="a number"),
    ],
)
def test_addresses_of_no_use_are_refused(table: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        sources.check(table, SERVED)


def test_addresses_and_blocks_are_taken() -> None:
    sources.check({"tradingview": ["52.89.214.238", "10.0.0.0/8", "2001:db8::/32"]}, SERVED)


def test_only_the_paths_of_the_exchange_are_closed_to_others(synthesize: Synthesize) -> None:
    found = synthesize(exchange_endpoints=SERVED, source_addresses={"tradingview": TRADINGVIEW})
    declared = found["resource"]["aws_api_gateway_rest_api_policy"]["price-webhooks-sources"]
    deployment = found["resource"]["aws_api_gateway_deployment"]["price-webhooks-deployment"]
    arn = "${aws_api_gateway_rest_api.price-webhooks-api.execution_arn}"

    allowed, denied = json.loads(declared["policy"])["Statement"]
    assert (allowed["Effect"], allowed["Resource"]) == ("Allow", [f"{arn}/*"])
    assert (denied["Effect"], denied["Condition"]) == (
        "Deny",
        {"NotIpAddress": {"aws:SourceIp": sorted(TRADINGVIEW)}},
    )
    assert denied["Resource"] == [
        f"{arn}/*/POST/webhooks/tradingview",
        f"{arn}/*/POST/webhooks/tradingview/*",
    ]
    assert "aws_api_gateway_rest_api_policy.price-webhooks-sources" in deployment["depends_on"]


def test_another_address_makes_a_new_deployment(synthesize: Synthesize) -> None:
    def parts(address: str) -> str:
        table = {"tradingview": [address]}
        found = synthesize(exchange_endpoints=SERVED, source_addresses=table)["resource"]
        deployment = found["aws_api_gateway_deployment"]["price-webhooks-deployment"]
        return str(deployment["triggers"]["parts"])

    assert parts("1.2.3.4") == parts("1.2.3.4") != parts("1.2.3.5")


def test_without_addresses_there_is_no_policy(synthesize: Synthesize) -> None:
    assert "aws_api_gateway_rest_api_policy" not in synthesize()["resource"]
