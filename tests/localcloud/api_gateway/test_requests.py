"""The route of a request, and the gateway responses that need no integration.

Each test names its page of https://docs.aws.amazon.com/apigateway/latest/developerguide/ or the
recording it follows.
"""

from typing import TYPE_CHECKING, Any

import pytest
from werkzeug.test import Client as HttpClient

from localcloud.api_gateway import ApiGateway

if TYPE_CHECKING:
    from tests.localcloud.api_gateway.conftest import DeployedApi


@pytest.mark.parametrize(
    ("path", "message", "error_type"),
    [
        pytest.param(
            "/other",
            "Missing Authentication Token",
            "MissingAuthenticationTokenException",
            id="an unknown path",
        ),
        pytest.param(
            "/webhooks",
            "Missing Authentication Token",
            "MissingAuthenticationTokenException",
            id="a resource without the method",
        ),
        pytest.param(
            "/webhooks/a/b",
            "Missing Authentication Token",
            "MissingAuthenticationTokenException",
            id="a path that is too long",
        ),
    ],
)
def test_an_unknown_path_is_403(
    path: str, message: str, error_type: str, ready: "DeployedApi"
) -> None:
    """Page supported-gateway-response-types."""
    answer = ready.call(path)
    assert (answer.status_code, answer.json) == (403, {"message": message})
    assert answer.headers["x-amzn-ErrorType"] == error_type


def test_another_method_is_403(ready: "DeployedApi") -> None:
    assert ready.call(method="GET").json == {"message": "Missing Authentication Token"}


def test_an_unknown_stage_and_an_unknown_api_are_forbidden(ready: "DeployedApi") -> None:
    http = HttpClient(ApiGateway(ready.functions))
    for place in (f"{ready.id}/v2", "nosuchapi/v1", ready.id):
        answer = http.post(f"/_aws/execute-api/{place}/webhooks/coinbase")
        assert (answer.status_code, answer.json) == (403, {"message": "Forbidden"})


def test_a_method_any_serves_every_method(api: "DeployedApi") -> None:
    api.place["httpMethod"] = "ANY"
    api.method()
    api.integration()
    api.deploy()
    assert api.call(method="PUT").status_code == 200


@pytest.mark.parametrize(
    ("path", "template", "expected"),
    [
        pytest.param("/webhooks/coinbase", "exchange", "coinbase", id="a parameter"),
        pytest.param("/webhooks/coinbase/", "exchange", "coinbase", id="a slash at the end"),
        pytest.param("//webhooks/coinbase", "exchange", "coinbase", id="a slash in front"),
        pytest.param(
            "/webhooks/a%2Bb@c", "exchange", "a%2Bb@c", id="percent signs stay, as recorded"
        ),
        pytest.param("/x/y/z", "proxy", "x/y/z", id="a greedy parameter"),
        pytest.param("/webhooks/special", "exchange", "", id="the literal part wins"),
    ],
)
def test_path_parameters_are_found(
    path: str, template: str, expected: str, api: "DeployedApi"
) -> None:
    """Recorded: test_lambda_aws_proxy_integration (trailing, double and prepended slashes)."""
    gateway = api.gateway
    resources = gateway.get_resources(restApiId=api.id)["items"]
    ids = {each["path"]: each["id"] for each in resources}
    added = (
        gateway.create_resource(restApiId=api.id, parentId=ids[parent], pathPart=part)["id"]
        for parent, part in (("/webhooks", "special"), ("/", "{proxy+}"))
    )
    for resource in (api.place["resourceId"], *added):
        api.place["resourceId"] = resource
        api.method()
        api.integration(
            requestTemplates={"application/json": f'{{"is": "$input.params(\'{template}\')"}}'}
        )
    api.deploy()
    api.call(path)
    assert api.functions.invoked == [{"is": expected}]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        pytest.param(
            {"authorizationType": "AWS_IAM"}, "Missing Authentication Token", id="a signature"
        ),
        pytest.param({"apiKeyRequired": True}, "Forbidden", id="an API key"),
    ],
)
def test_a_method_that_requires_credentials_rejects_every_request(
    settings: dict[str, Any], message: str, api: "DeployedApi"
) -> None:
    """Page apigateway-control-access-to-api."""
    api.method(**settings)
    api.integration()
    api.deploy()
    answer = api.call()
    assert (answer.status_code, answer.json) == (403, {"message": message})


def test_a_target_may_be_written_with_its_host(ready: "DeployedApi") -> None:
    """https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2 (absolute-form)."""
    target = f"http://localhost/_aws/execute-api/{ready.id}/v1/webhooks/coinbase?a=b"
    assert ready.call(environ_overrides={"RAW_URI": target}).status_code == 200


VALIDATED = {
    "method.request.header.webhook-id": True,
    "method.request.header.webhook-timestamp": True,
    "method.request.querystring.token": True,
    "method.request.header.optional": False,
}


@pytest.mark.parametrize(
    ("headers", "query", "missing"),
    [
        pytest.param({}, {}, "webhook-id, webhook-timestamp, token", id="all"),
        pytest.param({"Webhook-Id": "1", "Webhook-Timestamp": "2"}, {}, "token", id="the query"),
        pytest.param(
            {"webhook-id": " ", "webhook-timestamp": "2"}, {"token": "t"}, "webhook-id", id="blank"
        ),
    ],
)
def test_missing_parameters_are_rejected_by_the_validator(
    headers: dict[str, str], query: dict[str, str], missing: str, api: "DeployedApi"
) -> None:
    """Page api-gateway-method-request-validation: "included and not blank"."""
    validate(api, parameters=True)
    answer = api.call(headers=headers, query_string=query)
    message = f"Missing required request parameters: [{missing}]"
    assert (answer.status_code, answer.json) == (400, {"message": message})
    assert answer.headers["x-amzn-ErrorType"] == "BadRequestException"
    assert api.functions.invoked == []


def test_a_request_with_all_parameters_passes_the_validator(api: "DeployedApi") -> None:
    validate(api, parameters=True)
    headers = {"webhook-id": "1", "webhook-timestamp": "2"}
    assert api.call(headers=headers, query_string={"token": "t"}).status_code == 200


def test_without_parameter_validation_nothing_is_required(api: "DeployedApi") -> None:
    validate(api, parameters=False)
    assert api.call().status_code == 200


def validate(api: "DeployedApi", *, parameters: bool) -> None:
    validator = api.gateway.create_request_validator(
        restApiId=api.id, name="v", validateRequestParameters=parameters
    )
    api.method(requestParameters=VALIDATED, requestValidatorId=validator["id"])
    api.integration()
    api.deploy()


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("/*/*", id="for every method"),
        pytest.param("/~1webhooks~1{exchange}/POST", id="for the method"),
    ],
)
def test_a_method_is_throttled_by_the_settings_of_its_stage(
    path: str, ready: "DeployedApi"
) -> None:
    """Page api-gateway-request-throttling: a token bucket of rate and burst."""
    throttle(ready, path, rate="2", burst="3")
    assert [ready.call().status_code for _ in range(4)] == [200, 200, 200, 429]
    answer = ready.call()
    assert answer.json == {"message": "Too Many Requests"}
    assert answer.headers["x-amzn-ErrorType"] == "TooManyRequestsException"
    ready.now[0] += 1
    assert [ready.call().status_code for _ in range(3)] == [200, 200, 429]
    ready.now[0] += 1000
    assert [ready.call().status_code for _ in range(4)] == [200, 200, 200, 429]


def test_the_setting_of_the_method_counts_before_that_of_the_stage(ready: "DeployedApi") -> None:
    throttle(ready, "/*/*", rate="0", burst="0")
    throttle(ready, "/~1webhooks~1{exchange}/POST", rate="1", burst="1")
    assert ready.call().status_code == 200


def test_a_negative_limit_means_none(ready: "DeployedApi") -> None:
    throttle(ready, "/*/*", rate="-1", burst="-1")
    assert {ready.call().status_code for _ in range(20)} == {200}


def throttle(api: "DeployedApi", path: str, *, rate: str, burst: str) -> None:
    api.gateway.update_stage(
        restApiId=api.id,
        stageName="v1",
        patchOperations=[
            {"op": "replace", "path": f"{path}/throttling/rateLimit", "value": rate},
            {"op": "replace", "path": f"{path}/throttling/burstLimit", "value": burst},
        ],
    )


def test_a_body_above_10_mb_is_rejected(ready: "DeployedApi") -> None:
    """Page limits: payload size."""
    answer = ready.call(data=b"0" * (10 * 1024 * 1024 + 1))
    message = "HTTP content length exceeded 10485760 bytes."
    assert (answer.status_code, answer.json) == (413, {"message": message})
