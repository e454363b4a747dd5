"""The integration request: how a request is mapped before the function is invoked.

Each test names its page of https://docs.aws.amazon.com/apigateway/latest/developerguide/.
"""

import base64
import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.localcloud.api_gateway.conftest import DeployedApi

FUNCTIONS = "arn:aws:lambda:us-east-1:123456789012:function"
URI_PREFIX = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/"
EVENT = {"integration.request.header.X-Amz-Invocation-Type": "'Event'"}


def test_an_event_integration_enqueues_and_answers_at_once(api: "DeployedApi") -> None:
    """Page set-up-lambda-integration-async."""
    api.method()
    api.integration(requestParameters=EVENT)
    api.deploy()
    answer = api.call(data=b'{"price": 1}')
    assert (answer.status_code, answer.data) == (200, b"")
    assert (api.functions.enqueued, api.functions.invoked) == ([{"price": 1}], [])


@pytest.mark.parametrize(
    ("source", "headers", "enqueued"),
    [
        pytest.param("method.request.header.Mode", {"Mode": "Event"}, 1, id="a header"),
        pytest.param("method.request.header.Mode", {}, 0, id="a header that is not there"),
        pytest.param("method.request.querystring.mode", {}, 1, id="the query string"),
        pytest.param("stageVariables.mode", {}, 1, id="a stage variable"),
    ],
)
def test_the_invocation_type_can_be_mapped_from(
    source: str, headers: dict[str, str], enqueued: int, api: "DeployedApi"
) -> None:
    """Page rest-api-parameter-mapping."""
    api.method()
    mapping = {"integration.request.header.X-Amz-Invocation-Type": source}
    api.integration(requestParameters=mapping)
    api.deploy(variables={"mode": "Event"})
    api.call(headers=headers, query_string={"mode": "Event"})
    assert len(api.functions.enqueued) == enqueued


TEMPLATE = {"application/json": '{"body": "$input.body"}'}


@pytest.mark.parametrize(
    ("behaviour", "templates", "content_type", "status"),
    [
        pytest.param("WHEN_NO_MATCH", TEMPLATE, None, "template", id="no content type is JSON"),
        pytest.param(
            "NEVER", TEMPLATE, "application/json", "template", id="the type of a template"
        ),
        pytest.param(
            "NEVER", TEMPLATE, "Application/JSON; charset=utf-8", "template", id="with a charset"
        ),
        pytest.param("WHEN_NO_MATCH", TEMPLATE, "text/plain", "passed", id="no match passes"),
        pytest.param("WHEN_NO_TEMPLATES", TEMPLATE, "text/plain", "415", id="templates forbid"),
        pytest.param("WHEN_NO_TEMPLATES", {}, "text/plain", "passed", id="no templates at all"),
        pytest.param("NEVER", TEMPLATE, "text/plain", "415", id="never passes"),
        pytest.param("NEVER", {}, "text/plain", "415", id="never, even without templates"),
    ],
)
def test_the_content_type_chooses_the_template_or_the_passing_through(
    behaviour: str,
    templates: dict[str, str],
    content_type: str | None,
    status: str,
    api: "DeployedApi",
) -> None:
    """Page integration-passthrough-behaviors, its table."""
    api.method()
    api.integration(passthroughBehavior=behaviour, requestTemplates=templates)
    api.deploy()
    answer = api.call(data=b"7", content_type=content_type)
    if status == "415":
        assert (answer.status_code, answer.json) == (415, {"message": "Unsupported Media Type"})
        assert api.functions.invoked == []
    else:
        assert answer.status_code == 200
        assert api.functions.invoked == [{"body": "7"} if status == "template" else 7]


@pytest.mark.parametrize(
    ("media_types", "content_type", "binary"),
    [
        pytest.param(["*/*"], "application/json", True, id="every type is binary"),
        pytest.param(["*/*"], None, True, id="no type named"),
        pytest.param(["image/png"], "application/json", False, id="another type is binary"),
        pytest.param([], "application/json", False, id="no type is binary"),
    ],
)
def test_a_binary_body_converted_to_text_is_its_base64(
    media_types: list[str], content_type: str | None, binary: bool, api: "DeployedApi"
) -> None:
    """Page api-gateway-payload-encodings-workflow, table of request conversions."""
    operations = [
        {"op": "add", "path": f"/binaryMediaTypes/{each.replace('/', '~1')}"}
        for each in media_types
    ]
    api.gateway.update_rest_api(restApiId=api.id, patchOperations=operations)
    api.method()
    api.integration(contentHandling="CONVERT_TO_TEXT", requestTemplates=TEMPLATE)
    api.deploy()
    body = b"price: 50000.00"
    api.call(data=body, content_type=content_type)
    expected = base64.b64encode(body).decode() if binary else body.decode()
    assert api.functions.invoked == [{"body": expected}]


def test_a_text_body_can_be_converted_to_binary(api: "DeployedApi") -> None:
    api.method()
    api.integration(contentHandling="CONVERT_TO_BINARY")
    api.deploy()
    api.call(data=base64.b64encode(b"[1]"))
    assert api.functions.invoked == [[1]]


def test_an_empty_body_passes_as_an_empty_object(ready: "DeployedApi") -> None:
    ready.call(data=b"")
    assert ready.functions.invoked == [{}]


def test_the_context_of_a_template_describes_the_request(api: "DeployedApi") -> None:
    """Page api-gateway-mapping-template-reference."""
    names = ["apiId", "stage", "resourcePath", "httpMethod", "path", "requestTimeEpoch"]
    fields = ", ".join(f'"{name}": "$context.{name}"' for name in names)
    api.method()
    template = f'{{{fields}, "id": "$context.requestId", "ip": "$context.identity.sourceIp"}}'
    api.integration(requestTemplates={"application/json": template})
    api.deploy()
    before = int(time.time() * 1000)
    answer = api.call()
    [event] = api.functions.invoked
    assert before <= int(event.pop("requestTimeEpoch")) <= time.time() * 1000
    assert event == {
        "apiId": api.id,
        "stage": "v1",
        "resourcePath": "/webhooks/{exchange}",
        "httpMethod": "POST",
        "path": "/v1/webhooks/coinbase",
        "id": answer.headers["x-amzn-RequestId"],
        "ip": "127.0.0.1",
    }


def test_a_stage_variable_can_stand_in_the_uri(api: "DeployedApi") -> None:
    api.method()
    api.integration(uri=f"{URI_PREFIX}{FUNCTIONS}:${{stageVariables.name}}/invocations")
    api.deploy(variables={"name": "worker"})
    assert api.call().status_code == 200


def test_another_type_of_integration_is_reported_as_not_emulated(api: "DeployedApi") -> None:
    api.method()
    api.integration(type="AWS_PROXY")
    api.deploy()
    sentence = "only integrations of type AWS with a Lambda function are emulated, not AWS_PROXY"
    with pytest.raises(NotImplementedError, match=sentence):
        api.call()
