"""Requests that are no requests get an answer of the service, never one of ours."""

import http.client
import json
from urllib.parse import urlsplit

import pytest

from localcloud.server import EmbeddedCloud

_SCOPE = "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/{}/aws4_request"


def _post(cloud: EmbeddedCloud, service: str, target: str, body: bytes) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(urlsplit(cloud.endpoint).netloc)
    headers = {
        "Content-Type": "application/x-amz-json-1.0",
        "Authorization": _SCOPE.format(service),
        "X-Amz-Target": target,
    }
    connection.request("POST", "/", body, headers)
    response = connection.getresponse()
    answer = response.status, response.read()
    connection.close()
    return answer


@pytest.mark.parametrize(
    ("service", "target"),
    [
        ("dynamodb", "DynamoDB_20120810.PutItem"),
        ("kms", "TrentService.CreateKey"),
        ("logs", "Logs_20140328.CreateLogGroup"),
        ("sqs", "AmazonSQS.CreateQueue"),
        ("ssm", "AmazonSSM.PutParameter"),
    ],
)
@pytest.mark.parametrize("body", [b"nonsense", b"[]", b'"text"', b'{"Tags": 1}'])
def test_a_body_that_is_no_request_is_refused(
    cloud: EmbeddedCloud, service: str, target: str, body: bytes
) -> None:
    status, answer = _post(cloud, service, target, body)

    assert status == 400, answer


@pytest.mark.parametrize(
    ("method", "path", "at"),
    [
        ("GET", "/2015-03-31/functions/a!b", "functionName"),
        ("DELETE", "/2015-03-31/functions/a%21b", "functionName"),
        ("GET", "/2015-03-31/functions/a!b/configuration", "functionName"),
        ("GET", "/2015-03-31/functions/a!b/versions", "functionName"),
        ("PUT", "/2015-03-31/functions/a!b/code", "functionName"),
        ("GET", "/2015-03-31/functions/a!b/policy", "functionName"),
        ("DELETE", "/2015-03-31/functions/a/policy/s!", "statementId"),
        ("GET", "/2019-09-30/functions/a!b/concurrency", "functionName"),
        ("GET", "/2019-09-25/functions/a!b/event-invoke-config", "functionName"),
        ("POST", "/2015-03-31/functions/a!b/invocations", "functionName"),
    ],
)
def test_a_name_that_lambda_does_not_allow_is_refused_by_lambda(
    cloud: EmbeddedCloud, method: str, path: str, at: str
) -> None:
    connection = http.client.HTTPConnection(urlsplit(cloud.endpoint).netloc)
    headers = {"Authorization": f"{_SCOPE.format('lambda')}, x"}
    connection.request(method, path, b"{}" if method in {"PUT", "POST"} else None, headers)
    response = connection.getresponse()
    answer = json.loads(response.read())
    connection.close()

    code = response.headers.get("x-amzn-ErrorType") or answer["__type"]
    assert (response.status, code) == (400, "ValidationException")
    sentence = answer.get("message") or answer["Message"]
    assert f"at '{at}' failed to satisfy constraint" in sentence
    assert "Member must satisfy regular expression pattern" in sentence
