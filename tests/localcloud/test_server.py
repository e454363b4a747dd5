"""The endpoint: its admin API, its robustness, its start and end."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest

import localcloud
from localcloud.server import EmbeddedCloud
from tests.localcloud.conftest import PATIENCE_SECONDS

Client = Callable[[str], Any]
CREDENTIALS: Any = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}


def fetch(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310 (our own endpoint)
        return json.load(answer)


@contextmanager
def process(*options: str) -> Iterator[subprocess.Popen[str]]:
    started = subprocess.Popen(
        [sys.executable, "-m", "localcloud", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield started
    finally:
        started.kill()
        started.communicate()


def announced(started: subprocess.Popen[str]) -> dict[str, str]:
    assert started.stdout is not None
    answer: dict[str, str] = json.loads(started.stdout.readline())
    return answer


def test_health_names_this_cloud_and_no_other() -> None:
    with localcloud.running() as first:
        assert fetch(f"{first.endpoint}/_localcloud/health") == {"id": first.id}
    with localcloud.running() as second:
        assert fetch(f"{second.endpoint}/_localcloud/health") != {"id": first.id}


def attributes_of_moto() -> dict[tuple[str, str], dict[str, Any]]:
    """What every class and module of moto has."""
    modules = {name: each for name, each in sys.modules.items() if name.split(".")[0] == "moto"}
    found = {(name, ""): dict(vars(each)) for name, each in modules.items()}
    for name, module in modules.items():
        classes = [each for each in vars(module).values() if isinstance(each, type)]
        found |= {(name, each.__qualname__): dict(vars(each)) for each in classes}
    return found


def test_a_cloud_that_has_ended_leaves_moto_as_it_was() -> None:
    before = attributes_of_moto()
    with localcloud.running():
        while_it_ran = attributes_of_moto()
    after = attributes_of_moto()

    changed = {place for place in before if while_it_ran[place] != before[place]}
    assert ("moto.sns.models", "Subscription") in changed
    assert ("moto.awslambda.urls", "") in changed
    assert [place for place in before if after[place] != before[place]] == []


def test_requests_are_counted_by_service_and_operation(
    cloud: EmbeddedCloud, client: Client
) -> None:
    client("sqs").create_queue(QueueName="a")
    client("sqs").create_queue(QueueName="b")
    client("sns").list_topics()
    client("apigateway").get_rest_apis()
    client("dynamodb").list_tables()
    client("dynamodbstreams").list_streams()

    assert fetch(f"{cloud.endpoint}/_localcloud/requests") == {
        "sqs.CreateQueue": 2,
        "sns.ListTopics": 1,
        "apigateway.GetRestApis": 1,
        "dynamodb.ListTables": 1,
        "dynamodbstreams.ListStreams": 1,
    }


def test_an_unknown_path_of_the_admin_api_is_404(cloud: EmbeddedCloud) -> None:
    with pytest.raises(urllib.error.HTTPError) as error:
        fetch(f"{cloud.endpoint}/_localcloud/nothing")
    with error.value as answer:
        assert (answer.code, json.load(answer)) == (
            404,
            {"message": "there is no /_localcloud/nothing"},
        )


def put_issuers(cloud: EmbeddedCloud, body: bytes) -> tuple[int, Any]:
    address = f"{cloud.endpoint}/_localcloud/issuers"
    request = urllib.request.Request(address, body, method="PUT")  # noqa: S310 (our own endpoint)
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310 (as above)
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b'{"a": 1}', b'{"a": "file:///etc/passwd"}', b'{"a": "a:b"}', b"\xff"]
)
def test_issuers_are_addresses_or_stay_as_they_were(cloud: EmbeddedCloud, body: bytes) -> None:
    right = {"issuer.example": "http://127.0.0.1:8080"}

    assert put_issuers(cloud, json.dumps(right).encode()) == (200, right)
    assert put_issuers(cloud, body)[0] == 400
    assert fetch(f"{cloud.endpoint}/_localcloud/issuers") == right


@pytest.mark.parametrize(
    "request_bytes",
    [
        pytest.param(b"\x00\x01\x02\r\n\r\n", id="no HTTP at all"),
        pytest.param(b"GET / HTTP/1.1\r\n", id="a request that stops in its headers"),
        pytest.param(
            b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n", id="a length in words"
        ),
        pytest.param(
            b"POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: DynamoDB_20120810.\r\n"
            b"Authorization: AWS4-HMAC-SHA256 Credential=a/b/c/dynamodb/aws4_request, x\r\n"
            b"Content-Length: 3\r\n\r\n{{{",
            id="an operation without a name",
        ),
        pytest.param(
            b"POST /2015-03-31/functions/%00/invocations HTTP/1.1\r\nHost: x\r\n"
            b"Content-Length: 3\r\n\r\n{{{",
            id="an invocation of nothing with no JSON",
        ),
        pytest.param(b"GET /%zz/../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", id="a broken path"),
    ],
)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_garbage_does_not_end_the_cloud(cloud: EmbeddedCloud, request_bytes: bytes) -> None:
    address = urlsplit(cloud.endpoint)
    with socket.create_connection((address.hostname or "", address.port or 0)) as connection:
        connection.sendall(request_bytes)
        connection.shutdown(socket.SHUT_WR)
        connection.recv(100)
    assert fetch(f"{cloud.endpoint}/_localcloud/health") == {"id": cloud.id}


def test_what_moto_lacks_is_an_error_that_clients_do_not_retry(cloud: EmbeddedCloud) -> None:
    connection = http.client.HTTPConnection(
        urlsplit(cloud.endpoint).netloc, timeout=PATIENCE_SECONDS
    )
    credential = "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/dynamodb/aws4_request, x"
    headers = {"Authorization": credential, "X-Amz-Target": "DynamoDB_20120810.ListImports"}
    connection.request("POST", "/", b"{}", headers)
    answer = connection.getresponse()
    assert (answer.status, answer.getheader("x-amzn-ErrorType")) == (
        501,
        "UnknownOperationException",
    )
    connection.close()


def test_nothing_of_a_cloud_is_left_for_the_next_one() -> None:
    with localcloud.running() as first:
        sqs = boto3.client("sqs", "us-east-1", endpoint_url=first.endpoint, **CREDENTIALS)
        sqs.create_queue(QueueName="left-over")
    with localcloud.running() as second:
        sqs = boto3.client("sqs", "us-east-1", endpoint_url=second.endpoint, **CREDENTIALS)
        assert "QueueUrls" not in sqs.list_queues()


def test_a_second_cloud_in_one_process_is_rejected(cloud: EmbeddedCloud) -> None:
    message = r"^an embedded cloud is running in this process already$"
    with pytest.raises(RuntimeError, match=message), localcloud.running():
        pass
    assert fetch(f"{cloud.endpoint}/_localcloud/health") == {"id": cloud.id}


def test_the_process_announces_itself_in_one_line_and_ends_by_sigterm() -> None:
    with process() as started:
        answer = announced(started)
        assert fetch(f"{answer['endpoint']}/_localcloud/health") == {"id": answer["id"]}
        started.send_signal(signal.SIGTERM)
        rest, errors = started.communicate(timeout=PATIENCE_SECONDS)
        assert (started.returncode, rest, errors) == (0, "", "")


def test_a_port_in_use_is_one_sentence_and_exit_code_3() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with process("--port", str(port)) as started:
            output, errors = started.communicate(timeout=PATIENCE_SECONDS)
    assert (started.returncode, output) == (3, "")
    assert errors == f"port {port} is in use; choose another with --port, or 0 for a free one\n"


@pytest.mark.linux  # which alone tells a process of its parent's end
def test_die_with_parent_ends_the_cloud_when_its_starter_is_killed(
    eventually: Callable[..., Any], tmp_path: Path
) -> None:
    starter_code = (
        "import subprocess, sys, time\n"
        "cloud = subprocess.Popen([sys.executable, '-m', 'localcloud', '--die-with-parent'])\n"
        "print(cloud.pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    starter = subprocess.Popen(
        [sys.executable, "-c", starter_code],
        env=os.environ | {"TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert starter.stdout is not None
    pid = int(starter.stdout.readline())
    starter.stdout.readline()  # the cloud is ready
    starter.kill()
    starter.communicate()

    def ended() -> bool:
        try:
            with open(f"/proc/{pid}/stat", encoding="ascii") as stat:  # noqa: PTH123 (of the kernel)
                return stat.read().rsplit(")", 1)[1].split()[0] == "Z"
        except FileNotFoundError:
            return True

    assert eventually(ended)
    with pytest.raises(ProcessLookupError):
        os.kill(starter.pid, 0)


AUTHORIZATION = "AWS4-HMAC-SHA256 Credential=test/20261126/us-east-1/monitoring/aws4_request"
NAME = "prices-high"


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        pytest.param(
            {
                "X-Amz-Target": "GraniteServiceVersion20100801.DescribeAlarms",
                "Content-Type": "application/x-amz-json-1.0",
            },
            b"{}",
            id="JSON, as today's",
        ),
        pytest.param(
            {"Content-Type": "application/x-www-form-urlencoded"},
            b"Action=DescribeAlarms&Version=2010-08-01",
            id="query, as that of 2024 and Terraform's provider",
        ),
    ],
)
def test_cloudwatch_speaks_the_protocol_of_a_client(
    headers: dict[str, str], body: bytes, cloud: EmbeddedCloud, client: Client
) -> None:
    client("cloudwatch").put_metric_alarm(
        AlarmName=NAME, Namespace="N", MetricName="price", Statistic="Maximum", Period=60,
        EvaluationPeriods=1, Threshold=1, ComparisonOperator="GreaterThanThreshold",
    )  # fmt: skip
    request = urllib.request.Request(  # noqa: S310 (our own endpoint)
        f"{cloud.endpoint}/", body, {"Authorization": AUTHORIZATION, **headers}
    )

    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 (our own endpoint)
        assert NAME.encode() in answer.read()
