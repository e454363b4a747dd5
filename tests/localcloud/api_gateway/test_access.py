"""The resource policy of an API restricts its callers.

Page apigateway-authorization-flow of the API Gateway developer guide.
"""

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.localcloud.api_gateway.conftest import DeployedApi

ALLOW = {"Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "*"}
HERE = {"aws:SourceIp": ["127.0.0.1"]}
BLOCK = {"aws:SourceIp": "127.0.0.0/8"}
ELSEWHERE = {"aws:SourceIp": ["52.89.214.238", "34.212.75.0/24"]}


def _deny(**changes: Any) -> dict[str, Any]:
    return {
        **ALLOW,
        "Effect": "Deny",
        "Resource": "arn:aws:execute-api:*/webhooks/coinbase",
    } | changes


def _apply(api: "DeployedApi", *statements: dict[str, Any]) -> None:
    policy = json.dumps({"Version": "2012-10-17", "Statement": statements})
    operation = {"op": "replace", "path": "/policy", "value": policy}
    api.gateway.update_rest_api(restApiId=api.id, patchOperations=[operation])


@pytest.mark.parametrize(
    "statements",
    [
        pytest.param([ALLOW], id="everybody"),
        pytest.param([ALLOW, _deny(Condition={"NotIpAddress": HERE})], id="from here"),
        pytest.param([ALLOW, _deny(Condition={"NotIpAddress": BLOCK})], id="from this block"),
        pytest.param([ALLOW, _deny(Condition={"IpAddress": ELSEWHERE})], id="not from elsewhere"),
        pytest.param([ALLOW, _deny(Resource="arn:aws:*/webhooks/kraken")], id="another path"),
        pytest.param([ALLOW, _deny(Action="execute-api:ManageConnections")], id="another action"),
        pytest.param([{**ALLOW, "Condition": {"IpAddress": BLOCK}}], id="allowed from here"),
        pytest.param(
            [ALLOW, _deny(Condition={"StringEquals": {"aws:SourceVpc": "v"}})],
            id="not from a VPC",
        ),
    ],
)
def test_a_caller_who_is_allowed_and_not_denied_gets_an_answer(
    ready: "DeployedApi", statements: list[dict[str, Any]]
) -> None:
    _apply(ready, *statements)

    assert ready.call().status_code == 200


@pytest.mark.parametrize(
    ("statements", "end"),
    [
        pytest.param(
            [ALLOW, _deny(Condition={"NotIpAddress": ELSEWHERE})], "explicit deny", id="denied"
        ),
        pytest.param(
            [{**ALLOW, "Condition": {"IpAddress": ELSEWHERE}}], "coinbase", id="not allowed"
        ),
        pytest.param(
            [{**ALLOW, "Principal": {"AWS": "arn:aws:iam::1:root"}}], "coinbase", id="another one"
        ),
    ],
)
def test_any_other_caller_is_rejected_and_no_function_is_called(
    ready: "DeployedApi", statements: list[dict[str, Any]], end: str
) -> None:
    _apply(ready, *statements)

    answer = ready.call()

    assert answer.status_code == 403
    assert answer.headers["x-amzn-ErrorType"] == "AccessDeniedException"
    assert answer.get_json()["message"].endswith(end)
    assert ready.functions.invoked == []
