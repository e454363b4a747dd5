"""The integration response: how the response of the function, or of Lambda itself, is mapped.

Each test names its page of https://docs.aws.amazon.com/apigateway/latest/developerguide/ or the
recording it follows.
"""

import json
from collections.abc import Callable
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest

from localcloud.lambda_.interface import FunctionNotFound, InvocationResult, Throttled

if TYPE_CHECKING:
    from tests.localcloud.api_gateway.conftest import DeployedApi

EVENT = {"integration.request.header.X-Amz-Invocation-Type": "'Event'"}
ANY_ERROR = r"(\n|.)+"


def test_a_synchronous_integration_answers_what_the_function_does_as_recorded(
    ready: "DeployedApi", recorded: Callable[[str, str], Any]
) -> None:
    answer = ready.call(data=b'{"price": 1}')
    expected = recorded("apigateway_lambda", "test_lambda_aws_integration")
    assert (answer.status_code, answer.json) == (200, expected["lambda-aws-integration"])
    assert answer.content_type == "application/json"
    assert ready.functions.invoked == [{"price": 1}]


def function_error(message: str) -> InvocationResult:
    document = {"errorMessage": message, "errorType": "Exception", "stackTrace": []}
    return InvocationResult(json.dumps(document).encode(), "Unhandled", "request")


@pytest.mark.parametrize(
    ("message", "status"),
    [
        pytest.param(None, 200, id="success"),
        pytest.param("Error: Raising four hundred from within", 400, id="four hundred"),
        pytest.param("Error: Raising five hundred from within", 500, id="five hundred"),
        pytest.param("another error", 200, id="no pattern matches"),
        pytest.param(
            "no Error: Raising four hundred", 200, id="a pattern must match the whole message"
        ),
    ],
)
def test_the_error_message_of_the_function_selects_the_response_as_recorded(
    message: str | None, status: int, api: "DeployedApi", recorded: Callable[[str, str], Any]
) -> None:
    api.method()
    api.integration()
    api.response("400", "Error: Raising four hundred.*")
    api.response("500", "Error: Raising five hundred.*")
    api.deploy()
    if message:
        api.functions.answer = function_error(message)
    answer = api.call()
    assert answer.status_code == status
    content = recorded("apigateway_lambda", "test_lambda_selection_patterns")
    if status != 200:
        # Without a response template the whole error document is the body.
        expected = content[f"lambda-selection-pattern-{status}"]
        assert answer.get_json().keys() | {"requestId"} == expected.keys()


@pytest.mark.parametrize(
    ("template", "message"),
    [
        pytest.param("{'no': 'json'}", "Could not parse request body into json", id="no JSON"),
        pytest.param('{"price": NaN}', "Could not parse request body into json", id="NaN"),
        pytest.param(
            '"' + "x" * (1024 * 1024) + '"',
            "byte payload is too large for the Event",
            id="too long",
        ),
    ],
)
def test_an_event_that_lambda_rejects_matches_the_selection_patterns_and_is_no_202(
    template: str, message: str, api: "DeployedApi"
) -> None:
    """https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html, Errors."""
    api.method()
    api.integration(
        requestParameters=EVENT,
        requestTemplates={"application/json": template},
    )
    api.drop_response("200")
    api.response("202")
    api.response("502", ANY_ERROR)
    api.deploy()
    answer = api.call()
    assert answer.status_code == 502
    assert message in answer.get_json()["message"]
    assert api.functions.enqueued == []


def test_with_a_default_response_alone_a_rejected_event_is_acknowledged_and_lost(
    api: "DeployedApi",
) -> None:
    """Why R-A-18 wants a second response."""
    api.method()
    api.integration(requestParameters=EVENT, requestTemplates={"application/json": "{'"})
    api.drop_response("200")
    api.response("202")
    api.deploy()
    assert api.call().status_code == 202
    assert api.functions.enqueued == []


def test_a_throttled_function_is_matched_by_the_selection_patterns(ready: "DeployedApi") -> None:
    ready.response("429", "Rate Exceeded.*")
    ready.functions.answer = Throttled()
    assert ready.call().status_code == 429


def test_a_missing_function_is_an_internal_server_error(ready: "DeployedApi") -> None:
    ready.response("502", ANY_ERROR)
    ready.functions.answer = FunctionNotFound()
    answer = ready.call()
    assert (answer.status_code, answer.json) == (500, {"message": "Internal server error"})


def test_without_a_matching_or_default_response_the_answer_is_500(ready: "DeployedApi") -> None:
    ready.drop_response("200")
    ready.response("400", "four.*")
    assert ready.call().json == {"message": "Internal server error"}


def test_a_function_slower_than_the_integration_timeout_is_504(api: "DeployedApi") -> None:
    api.method()
    api.integration(timeoutInMillis=50)
    api.deploy()
    api.functions.held = Event()
    answer = api.call()
    api.functions.held.set()
    assert (answer.status_code, answer.json) == (504, {"message": "Endpoint request timed out"})


def test_a_response_template_shapes_the_body_and_may_override_the_status(
    api: "DeployedApi",
) -> None:
    """Recorded: test_lambda_aws_integration_response_with_mapping_templates."""
    template = """#set($root = $input.path('$'))
#if($root.body == 'customerror')#set($context.responseOverride.status = 400)#end
#set($context.responseOverride.header.X-Kind = $root.body)
{"body": "$root.body"}"""
    api.method()
    api.integration()
    api.response("202", responseTemplates={"application/json": template})
    api.drop_response("200")
    api.deploy()
    for body, status in (("noerror", 202), ("customerror", 400)):
        document = json.dumps({"body": body, "statusCode": 200}).encode()
        api.functions.answer = InvocationResult(document, None, "request")
        answer = api.call()
        assert (answer.status_code, answer.get_json()) == (status, {"body": body})
        assert answer.headers["X-Kind"] == body


def test_the_client_chooses_among_response_templates_by_what_it_accepts(api: "DeployedApi") -> None:
    api.method()
    api.integration()
    api.response("200", responseTemplates={"text/plain": "plain", "application/json": "{}"})
    api.deploy()
    assert api.call(headers={"Accept": "text/plain"}).content_type == "text/plain"
    assert api.call(headers={"Accept": "image/png"}).data == b"{}"


def test_response_parameters_become_headers(api: "DeployedApi") -> None:
    """Page rest-api-parameter-mapping."""
    api.method()
    api.integration()
    api.response(
        "200",
        responseParameters={
            "method.response.header.Retry-After": "'5'",
            "method.response.header.X-Message": "integration.response.body.message",
            "method.response.header.X-Nothing": "integration.response.body.none",
        },
    )
    api.deploy()
    headers = api.call().headers
    assert (headers["Retry-After"], headers["X-Message"], headers["X-Nothing"]) == (
        "5",
        "hello world",
        "",
    )
