"""A REST API over a fake Lambda service."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event
from typing import Any

import pytest
from werkzeug.test import Client as HttpClient
from werkzeug.test import TestResponse

from localcloud.api_gateway import ApiGateway
from localcloud.api_gateway.throttle import Throttle
from localcloud.lambda_.interface import InvocationResult
from localcloud.server import EmbeddedCloud

Client = Callable[[str], Any]

ARN = "arn:aws:lambda:us-east-1:123456789012:function:worker"
URI = f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{ARN}/invocations"


@dataclass
class FakeFunctions:
    """Records payloads; returns or raises `answer`."""

    answer: InvocationResult | Exception = field(
        default_factory=lambda: InvocationResult(b'{"message": "hello world"}', None, "r")
    )
    held: Event | None = None
    invoked: list[Any] = field(default_factory=list)
    enqueued: list[Any] = field(default_factory=list)

    def invoke(self, arn: str, payload: bytes) -> InvocationResult:
        assert arn == ARN
        if self.held:
            self.held.wait()
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
class DeployedApi:
    """An API with POST /webhooks/{exchange}, and an API Gateway in front of it."""

    gateway: Any
    functions: FakeFunctions
    id: str
    place: dict[str, str]
    now: list[float] = field(default_factory=lambda: [0.0])

    def __post_init__(self) -> None:
        self.app = ApiGateway(self.functions, Throttle(lambda: self.now[0]))

    def method(self, **settings: Any) -> None:
        self.gateway.put_method(**self.place, **{"authorizationType": "NONE", **settings})

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
        return HttpClient(self.app).open(f"/_aws/execute-api/{self.id}/v1{path}", **options)


@pytest.fixture
def api(
    cloud: EmbeddedCloud,
    client: Client,
    create_function: Callable[..., str],
    permit: Callable[[str, str], None],
) -> DeployedApi:
    assert cloud.endpoint
    create_function("worker", "def handler(event, context):\n    pass\n")
    permit("worker", "apigateway.amazonaws.com")
    gateway = client("apigateway")
    api_id = gateway.create_rest_api(name="api")["id"]
    parent = gateway.get_resources(restApiId=api_id)["items"][0]["id"]
    for part in ("webhooks", "{exchange}"):
        parent = gateway.create_resource(restApiId=api_id, parentId=parent, pathPart=part)["id"]
    place = {"restApiId": api_id, "resourceId": parent, "httpMethod": "POST"}
    return DeployedApi(gateway, FakeFunctions(), api_id, place)


@pytest.fixture
def ready(api: DeployedApi) -> DeployedApi:
    """The API with a synchronous integration and no templates, deployed."""
    api.method()
    api.integration()
    api.deploy()
    return api
