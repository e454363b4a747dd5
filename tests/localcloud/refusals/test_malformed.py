"""Requests that are no requests get an answer of the service, never one of ours."""

import http.client
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
