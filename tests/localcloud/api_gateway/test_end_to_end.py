"""A POST to a REST API runs the function on the real runtime, with a template as the stack's."""

import base64
import http.client
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest

from localcloud.server import EmbeddedCloud

Client = Callable[[str], Any]

TEMPLATE = r"""
#set($exchange = $util.escapeJavaScript($input.params('exchange')).replaceAll("\\'", "'"))
#set($id = $util.escapeJavaScript($input.params('webhook-id')).replaceAll("\\'", "'"))
{"body": "$input.body", "exchange": "$exchange", "id": "$id", "at": $context.requestTimeEpoch}
"""
PRINTER = "import json\ndef handler(event, context):\n    print(json.dumps({'event': event}))\n"


@pytest.fixture
def webhook_url(
    cloud: EmbeddedCloud,
    client: Client,
    create_function: Callable[..., str],
    permit: Callable[[str, str], None],
) -> str:
    """The URL of POST /webhooks/{exchange}, which puts an event on the queue of `printer`."""
    function = create_function("printer", PRINTER)
    permit("printer", "apigateway.amazonaws.com")
    gateway = client("apigateway")
    api = gateway.create_rest_api(name="webhooks", binaryMediaTypes=["*/*"])["id"]
    parent = gateway.get_resources(restApiId=api)["items"][0]["id"]
    for part in ("webhooks", "{exchange}"):
        parent = gateway.create_resource(restApiId=api, parentId=parent, pathPart=part)["id"]
    place = {"restApiId": api, "resourceId": parent, "httpMethod": "POST"}
    gateway.put_method(**place, authorizationType="NONE")
    gateway.put_integration(
        **place,
        type="AWS",
        integrationHttpMethod="POST",
        uri=f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{function}/invocations",
        requestParameters={"integration.request.header.X-Amz-Invocation-Type": "'Event'"},
        requestTemplates={"application/json": TEMPLATE},
        passthroughBehavior="NEVER",
        contentHandling="CONVERT_TO_TEXT",
    )
    for status, pattern in (("202", ""), ("502", r"(\n|.)+")):
        gateway.put_method_response(**place, statusCode=status)
        gateway.put_integration_response(**place, statusCode=status, selectionPattern=pattern)
    gateway.create_deployment(restApiId=api, stageName="v1")
    return f"{cloud.endpoint}/_aws/execute-api/{api}/v1/webhooks"


def post(url: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc)
    try:
        connection.request("POST", parts.path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def test_a_post_is_answered_202_and_runs_the_function_with_the_bytes_of_the_body(
    webhook_url: str, client: Client, eventually: Callable[..., Any]
) -> None:
    body = b'{"price": 50000.00}\x00\xff'
    headers = {"webhook-id": 'a"b\\', "Content-Type": "application/json"}
    assert post(f"{webhook_url}/coin'base", body, headers) == (202, b"")
    [event] = eventually(
        lambda: client("logs").filter_log_events(
            logGroupName="/aws/lambda/printer", filterPattern="{ $.event.at > 0 }"
        )["events"]
    )
    received = json.loads(event["message"])["event"]
    assert base64.b64decode(received["body"]) == body
    assert (received["exchange"], received["id"]) == ("coin'base", 'a"b\\')


def test_another_content_type_is_rejected_with_415(webhook_url: str) -> None:
    status, answer = post(f"{webhook_url}/coinbase", b"<a/>", {"Content-Type": "text/xml"})
    assert (status, json.loads(answer)) == (415, {"message": "Unsupported Media Type"})


def test_a_deleted_function_is_an_internal_server_error(webhook_url: str, client: Client) -> None:
    client("lambda").delete_function(FunctionName="printer")
    status, answer = post(f"{webhook_url}/coinbase", b"{}", {})
    assert (status, json.loads(answer)) == (500, {"message": "Internal server error"})
