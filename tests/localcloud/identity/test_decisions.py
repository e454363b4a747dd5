"""The decisions of the embedded cloud are recorded on request, each once."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import boto3
import pytest
import urllib3

from localcloud.server import EmbeddedCloud
from tests.localcloud.conftest import Client
from tests.localcloud.documents import allow
from tests.localcloud.identity.conftest import ROLE, AsRole

QUEUE = "arn:aws:sqs:us-east-1:123456789012:jobs"


def put(cloud: EmbeddedCloud, body: str) -> Any:
    return urllib3.request("PUT", f"{cloud.endpoint}/_localcloud/decisions", body=body)


def report(cloud: EmbeddedCloud) -> Any:
    return urllib3.request("GET", f"{cloud.endpoint}/_localcloud/decisions").json()


def test_nothing_is_recorded_unless_asked(cloud: EmbeddedCloud, client: Client) -> None:
    client("sqs").create_queue(QueueName="jobs")

    assert report(cloud) == {"record": False, "decisions": [], "policies": []}


def test_a_decision_is_recorded_once_with_what_decided_it(
    cloud: EmbeddedCloud, client: Client, as_role: AsRole
) -> None:
    client("sqs").create_queue(QueueName="jobs")
    session = as_role(allow("sqs:GetQueueUrl"), boundary=[allow("sqs:*")])
    assert put(cloud, '{"record": true}').json()["record"] is True

    for _ in range(2):
        session("sqs").get_queue_url(QueueName="jobs")

    found = report(cloud)
    (decision,) = found["decisions"]
    policies = {
        kind: None if index is None else found["policies"][index]
        for kind, index in decision["policies"].items()
    }
    assert (decision["action"], decision["resource"]) == ("sqs:GetQueueUrl", QUEUE)
    assert decision["caller"]["role"] == ROLE
    assert decision["context"]["aws:principalarn"] == ROLE
    assert decision["allowed"] is True
    assert policies == {
        "identity": [allow("sqs:GetQueueUrl")],
        "boundary": [allow("sqs:*")],
        "resource": [],
        "session": None,
    }


def test_a_refusal_is_recorded_as_one(
    cloud: EmbeddedCloud, client: Client, as_role: AsRole
) -> None:
    client("sqs").create_queue(QueueName="jobs")
    session = as_role(allow("sqs:ListQueues"))
    put(cloud, '{"record": true}')

    with pytest.raises(session("sqs").exceptions.ClientError):
        session("sqs").get_queue_url(QueueName="jobs")

    assert [each["allowed"] for each in report(cloud)["decisions"]] == [False]


def test_recording_ends_and_what_was_recorded_stays(cloud: EmbeddedCloud, client: Client) -> None:
    put(cloud, '{"record": true}')
    client("sqs").create_queue(QueueName="jobs")
    put(cloud, '{"record": false}')
    client("sqs").create_queue(QueueName="events")

    found = report(cloud)
    assert found["record"] is False
    assert {each["resource"] for each in found["decisions"]} == {QUEUE}


@pytest.mark.parametrize("body", ["", "[]", '{"record": 1}', "{}"])
def test_a_malformed_switch_is_400(cloud: EmbeddedCloud, body: str) -> None:
    answer = put(cloud, body)

    assert answer.status == 400
    assert answer.json()["message"]
    assert report(cloud)["record"] is False


def test_a_process_writes_its_decisions_when_it_ends(tmp_path: Path) -> None:
    file = tmp_path / "decisions.json"
    environ = {**os.environ, "LOCALCLOUD_DECISIONS": str(file)}
    command = [sys.executable, "-m", "localcloud"]
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        endpoint = json.loads(process.stdout.readline())["endpoint"]
        session = boto3.Session("test", "test", region_name="us-east-1")
        session.client("sqs", endpoint_url=endpoint).create_queue(QueueName="jobs")
        process.send_signal(signal.SIGTERM)

    assert process.returncode == 0
    found = {each["action"] for each in json.loads(file.read_text())["decisions"]}
    assert found == {"sqs:CreateQueue"}
