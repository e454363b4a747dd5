"""The cloud's log names each request whose caller may not know what became of it."""

import http.client
import logging
import socket
import struct
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from botocore.exceptions import ClientError

from localcloud import hooks
from localcloud.request_log import with_log
from localcloud.server import EmbeddedCloud
from tests.localcloud.conftest import PATIENCE_SECONDS, Client

_RESET = struct.pack("ii", 1, 0)  # close() then resets the connection
CREDENTIAL = "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/sqs/aws4_request, x"
HEADERS = {
    "Authorization": CREDENTIAL,
    "X-Amz-Target": "AmazonSQS.ListQueues",
    "Content-Type": "application/x-amz-json-1.0",
}


def test_a_caller_who_is_gone_is_logged_with_its_request(
    cloud: EmbeddedCloud,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    eventually: Callable[..., Any],
) -> None:
    connection = http.client.HTTPConnection(urlsplit(cloud.endpoint).netloc)

    def hang_up(_operation: str) -> None:
        connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        connection.close()

    monkeypatch.setattr(hooks.active, "request_answered", hang_up)
    connection.request("POST", "/", b"{}", HEADERS)

    record = eventually(lambda: next(iter(caplog.records), None))
    assert record.getMessage().startswith("POST / AmazonSQS.ListQueues after ")
    assert record.getMessage().endswith(" s: the client is gone")
    assert isinstance(record.exc_info[1], ConnectionError)


def test_a_failure_that_was_served_is_logged(
    cloud: EmbeddedCloud,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(_operation: str) -> None:
        raise RuntimeError("dictionary changed size during iteration")

    monkeypatch.setattr(hooks.active, "request_answered", fail)
    connection = http.client.HTTPConnection(
        urlsplit(cloud.endpoint).netloc, timeout=PATIENCE_SECONDS
    )
    connection.request("POST", "/", b"{}", HEADERS)
    assert connection.getresponse().status == 500
    connection.close()

    trace, answered = caplog.records
    assert "dictionary changed size" in str(trace.exc_info and trace.exc_info[1])
    assert answered.getMessage().startswith("POST / AmazonSQS.ListQueues after ")
    assert answered.getMessage().endswith(" s: answered 500 INTERNAL SERVER ERROR")


def test_what_the_caller_knows_is_not_logged(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO), pytest.raises(ClientError):
        client("sqs").get_queue_url(QueueName="none")

    assert not [each for each in caplog.records if each.name.startswith("localcloud")]


@pytest.mark.parametrize(
    ("service", "operation", "reason"),
    [
        pytest.param("ec2", "describe_vpcs", "ec2:DescribeVpcs", id="its rights are unknown"),
        pytest.param("iot", "list_things", "iot:ListThings", id="the same, by path"),
        pytest.param("appflow", "list_flows", "no service appflow", id="moto lacks it"),
        pytest.param("xray", "get_groups", "the package aws_xray_sdk", id="a package is missing"),
    ],
)
def test_a_service_that_is_not_supported_is_an_error_of_aws_and_one_line(
    service: Any, operation: str, reason: str, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(ClientError, match=reason) as error:
        getattr(client(service), operation)()

    answer = error.value.response
    assert answer["Error"]["Code"] == "UnknownOperationException"
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 501
    (line,) = caplog.records
    assert reason in line.getMessage()
    assert line.exc_info is None


def test_standard_output_belongs_to_whoever_started_the_cloud(
    client: Client, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ClientError):
        client("appflow").list_flows()

    assert capfd.readouterr().out == ""


@pytest.mark.parametrize(("attempt", "logged"), [(1, []), (2, ["409 CONFLICT, attempt=2; max=3"])])
def test_a_conflict_of_a_repeated_request_is_logged(
    caplog: pytest.LogCaptureFixture, attempt: int, logged: list[str]
) -> None:
    """The first one may have been served, and its answer lost."""
    environ = {"REQUEST_METHOD": "POST", "HTTP_AMZ_SDK_REQUEST": f"attempt={attempt}; max=3"}

    with_log(environ, lambda *_: lambda _: None)("409 CONFLICT", [])

    assert [each.getMessage().partition(" answered ")[2] for each in caplog.records] == logged
