"""The REST API door, request by request, over a fake Lambda service.

Each test names its page of https://docs.aws.amazon.com/apigateway/latest/developerguide/ or the
recording it follows.
"""

import base64
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from werkzeug.test import Client as HttpClient
from werkzeug.test import TestResponse

from localcloud.door import Door
from localcloud.door.throttle import Throttle
from localcloud.functions import FunctionNotFound, InvocationResult, Throttled
from localcloud.server import Cloud

Client = Callable[[str], Any]

ARN = "arn:aws:lambda:us-east-1:123456789012:function:worker"
URI = f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{ARN}/invocations"
EVENT = {"integration.request.header.X-Amz-Invocation-Type": "'Event'"}
ANY_ERROR = r"(\n|.)+"


@dataclass
class FakeFunctions:
    """Remembers payloads; answers, or raises, what it is told to."""

    answer: InvocationResult | Exception = field(
        default_factory=lambda: InvocationResult(b'{"message": "hello world"}', None, "r")
    )
    delay_s: float = 0.0
    invoked: list[Any] = field(default_factory=list)
    enqueued: list[Any] = field(default_factory=list)

    def invoke(self, arn: str, payload: bytes) -> InvocationResult:
        assert arn == ARN
        time.sleep(self.delay_s)
        self.invoked.append(json.loads(payload))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def enqueue(self, arn: str, payload: bytes) -> str:
        assert arn == ARN
        if isinstance(self.answer, Exception):
            raise self.answer
        self.enqueued.append(json.loads(payload))
        return "request-id"


@dataclass
class Api:
    """An API with POST /webhooks/{exchange}, and a door over it."""

    gateway: Any
    functions: FakeFunctions
    id: str
    place: dict[str, str]
    now: list[float] = field(default_factory=lambda: [0.0])

    def __post_init__(self) -> None:
        self.door = Door(self.functions, Throttle(lambda: self.now[0]))

    def method(self, **settings: Any) -> None:
        self.gateway.put_method(**self.place, authorizationType="NONE", **settings)

    def integration(self, **settings: Any) -> None:
        self.gateway.put_integration(
            **self.place, **{"type": "AWS", "integrationHttpMethod": "POST", "uri": URI, **settings}
        )
        self.response("200")

    def response(self, status: str, pattern: str = "", **settings: Any) -> None:
        self.gateway.put_method_response(**self.place, statusCode=status)
        self.gateway.put_integration_response(
            **self.place, statusCode=status, selectionPattern=pattern, **settings
        )

    def drop_response(self, status: str) -> None:
        self.gateway.delete_integration_response(**self.place, statusCode=status)

    def deploy(self, **settings: Any) -> None:
        self.gateway.create_deployment(restApiId=self.id, stageName="v1", **settings)

    def call(self, path: str = "/webhooks/coinbase", **request: Any) -> TestResponse:
        options = {"method": "POST", "data": b"{}", "content_type": "application/json", **request}
        return HttpClient(self.door).open(f"/_aws/execute-api/{self.id}/v1{path}", **options)


@pytest.fixture
def api(cloud: Cloud, client: Client) -> Api:
    assert cloud.endpoint
    gateway = client("apigateway")
    api_id = gateway.create_rest_api(name="api")["id"]
    parent = gateway.get_resources(restApiId=api_id)["items"][0]["id"]
    for part in ("webhooks", "{exchange}"):
        parent = gateway.create_resource(restApiId=api_id, parentId=parent, pathPart=part)["id"]
    place = {"restApiId": api_id, "resourceId": parent, "httpMethod": "POST"}
    return Api(gateway, FakeFunctions(), api_id, place)


@pytest.fixture
def ready(api: Api) -> Api:
    """The API with a synchronous integration and no templates, deployed."""
    api.method()
    api.integration()
    api.deploy()
    return api


def test_a_synchronous_integration_answers_what_the_function_does_as_recorded(
    ready: Api, recorded: Callable[[str, str], Any]
) -> None:
    answer = ready.call(data=b'{"price": 1}')
    expected = recorded("apigateway_lambda", "test_lambda_aws_integration")
    assert (answer.status_code, answer.json) == (200, expected["lambda-aws-integration"])
    assert answer.content_type == "application/json"
    assert ready.functions.invoked == [{"price": 1}]


def test_an_event_integration_enqueues_and_answers_at_once(api: Api) -> None:
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
    source: str, headers: dict[str, str], enqueued: int, api: Api
) -> None:
    """Page rest-api-parameter-mapping."""
    api.method()
    mapping = {"integration.request.header.X-Amz-Invocation-Type": source}
    api.integration(requestParameters=mapping)
    api.deploy(variables={"mode": "Event"})
    api.call(headers=headers, query_string={"mode": "Event"})
    assert len(api.functions.enqueued) == enqueued


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
def test_an_unknown_place_is_403(path: str, message: str, error_type: str, ready: Api) -> None:
    """Page supported-gateway-response-types."""
    answer = ready.call(path)
    assert (answer.status_code, answer.json) == (403, {"message": message})
    assert answer.headers["x-amzn-ErrorType"] == error_type


def test_another_method_is_403(ready: Api) -> None:
    assert ready.call(method="GET").json == {"message": "Missing Authentication Token"}


def test_an_unknown_stage_and_an_unknown_api_are_forbidden(ready: Api) -> None:
    http = HttpClient(Door(ready.functions))
    for place in (f"{ready.id}/v2", "nosuchapi/v1", ready.id):
        answer = http.post(f"/_aws/execute-api/{place}/webhooks/coinbase")
        assert (answer.status_code, answer.json) == (403, {"message": "Forbidden"})


def test_a_method_any_serves_every_method(api: Api) -> None:
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
        pytest.param("/webhooks/x/y/z", "proxy", "x/y/z", id="a greedy parameter"),
        pytest.param("/webhooks/special", "exchange", "", id="the literal part wins"),
    ],
)
def test_path_parameters_are_found(path: str, template: str, expected: str, api: Api) -> None:
    """Recorded: test_lambda_aws_proxy_integration (trailing, double and prepended slashes)."""
    gateway = api.gateway
    resources = gateway.get_resources(restApiId=api.id)["items"]
    parent = next(each["id"] for each in resources if each["path"] == "/webhooks")
    leaf = api.place["resourceId"]
    for resource in (
        leaf,
        *(
            gateway.create_resource(restApiId=api.id, parentId=parent, pathPart=part)["id"]
            for part in ("special", "{proxy+}")
        ),
    ):
        api.place["resourceId"] = resource
        api.method()
        api.integration(
            requestTemplates={"application/json": f'{{"is": "$input.params(\'{template}\')"}}'}
        )
    api.deploy()
    api.call(path)
    assert api.functions.invoked == [{"is": expected}]


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
def test_missing_parameters_are_refused_by_the_validator(
    headers: dict[str, str], query: dict[str, str], missing: str, api: Api
) -> None:
    """Page api-gateway-method-request-validation: "included and not blank"."""
    validate(api, parameters=True)
    answer = api.call(headers=headers, query_string=query)
    message = f"Missing required request parameters: [{missing}]"
    assert (answer.status_code, answer.json) == (400, {"message": message})
    assert answer.headers["x-amzn-ErrorType"] == "BadRequestException"
    assert api.functions.invoked == []


def test_a_request_with_all_parameters_passes_the_validator(api: Api) -> None:
    validate(api, parameters=True)
    headers = {"webhook-id": "1", "webhook-timestamp": "2"}
    assert api.call(headers=headers, query_string={"token": "t"}).status_code == 200


def test_without_parameter_validation_nothing_is_required(api: Api) -> None:
    validate(api, parameters=False)
    assert api.call().status_code == 200


def validate(api: Api, *, parameters: bool) -> None:
    validator = api.gateway.create_request_validator(
        restApiId=api.id, name="v", validateRequestParameters=parameters
    )
    api.method(requestParameters=VALIDATED, requestValidatorId=validator["id"])
    api.integration()
    api.deploy()


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
    api: Api,
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
    media_types: list[str], content_type: str | None, binary: bool, api: Api
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


def test_a_text_body_can_be_converted_to_binary(api: Api) -> None:
    api.method()
    api.integration(contentHandling="CONVERT_TO_BINARY")
    api.deploy()
    api.call(data=base64.b64encode(b"[1]"))
    assert api.functions.invoked == [[1]]


def test_an_empty_body_passes_as_an_empty_object(ready: Api) -> None:
    ready.call(data=b"")
    assert ready.functions.invoked == [{}]


def test_the_context_of_a_template_describes_the_request(api: Api) -> None:
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
        pytest.param("say four hundred", 200, id="a pattern must match the whole message"),
    ],
)
def test_the_error_message_of_the_function_selects_the_response_as_recorded(
    message: str | None, status: int, api: Api, recorded: Callable[[str, str], Any]
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
def test_an_event_that_lambda_refuses_meets_the_selection_patterns_and_is_no_202(
    template: str, message: str, api: Api
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


def test_with_a_default_response_alone_a_refused_event_is_acknowledged_and_lost(api: Api) -> None:
    """Why R-A-18 wants a second response."""
    api.method()
    api.integration(requestParameters=EVENT, requestTemplates={"application/json": "{'"})
    api.drop_response("200")
    api.response("202")
    api.deploy()
    assert api.call().status_code == 202
    assert api.functions.enqueued == []


def test_a_throttled_function_meets_the_selection_patterns(ready: Api) -> None:
    ready.response("429", "Rate Exceeded.*")
    ready.functions.answer = Throttled()
    assert ready.call().status_code == 429


def test_a_missing_function_is_an_internal_server_error(ready: Api) -> None:
    ready.response("502", ANY_ERROR)
    ready.functions.answer = FunctionNotFound()
    answer = ready.call()
    assert (answer.status_code, answer.json) == (500, {"message": "Internal server error"})


def test_without_a_matching_or_default_response_the_answer_is_500(ready: Api) -> None:
    ready.drop_response("200")
    ready.response("400", "four.*")
    assert ready.call().json == {"message": "Internal server error"}


def test_a_function_slower_than_the_integration_timeout_is_504(api: Api) -> None:
    api.method()
    api.integration(timeoutInMillis=50)
    api.deploy()
    api.functions.delay_s = 0.3
    answer = api.call()
    assert (answer.status_code, answer.json) == (504, {"message": "Endpoint request timed out"})


def test_a_response_template_shapes_the_body_and_may_override_the_status(api: Api) -> None:
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


def test_the_client_chooses_among_response_templates_by_what_it_accepts(api: Api) -> None:
    api.method()
    api.integration()
    api.response("200", responseTemplates={"text/plain": "plain", "application/json": "{}"})
    api.deploy()
    assert api.call(headers={"Accept": "text/plain"}).content_type == "text/plain"
    assert api.call(headers={"Accept": "image/png"}).data == b"{}"


def test_response_parameters_become_headers(api: Api) -> None:
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


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("/*/*", id="for every method"),
        pytest.param("/~1webhooks~1{exchange}/POST", id="for the method"),
    ],
)
def test_a_method_is_throttled_by_the_settings_of_its_stage(path: str, ready: Api) -> None:
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


def test_the_setting_of_the_method_counts_before_that_of_the_stage(ready: Api) -> None:
    throttle(ready, "/*/*", rate="0", burst="0")
    throttle(ready, "/~1webhooks~1{exchange}/POST", rate="1", burst="1")
    assert ready.call().status_code == 200


def test_a_negative_limit_means_none(ready: Api) -> None:
    throttle(ready, "/*/*", rate="-1", burst="-1")
    assert {ready.call().status_code for _ in range(20)} == {200}


def throttle(api: Api, path: str, *, rate: str, burst: str) -> None:
    api.gateway.update_stage(
        restApiId=api.id,
        stageName="v1",
        patchOperations=[
            {"op": "replace", "path": f"{path}/throttling/rateLimit", "value": rate},
            {"op": "replace", "path": f"{path}/throttling/burstLimit", "value": burst},
        ],
    )


def test_a_body_above_10_mb_is_refused(ready: Api) -> None:
    """Page limits: payload size."""
    answer = ready.call(data=b"0" * (10 * 1024 * 1024 + 1))
    message = "HTTP content length exceeded 10485760 bytes."
    assert (answer.status_code, answer.json) == (413, {"message": message})


def test_a_stage_variable_can_stand_in_the_uri(api: Api) -> None:
    api.method()
    api.integration(uri=URI.replace("worker", "${stageVariables.name}"))
    api.deploy(variables={"name": "worker"})
    assert api.call().status_code == 200


def test_another_type_of_integration_is_said_to_be_missing_here(api: Api) -> None:
    api.method()
    api.integration(type="AWS_PROXY")
    api.deploy()
    sentence = "the door serves integrations of type AWS with a Lambda function, not AWS_PROXY"
    with pytest.raises(NotImplementedError, match=sentence):
        api.call()
