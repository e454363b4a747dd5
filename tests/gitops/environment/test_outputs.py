"""Outputs are files that tests and other programs read; they go with their environment."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from gitops.adapters.cloud import Cloud
from gitops.adapters.errors import Refusal
from gitops.adapters.paths import EnvironmentPaths
from gitops.adapters.project import project
from gitops.environment import outputs

LOCAL = Cloud("local", "http://127.0.0.1:4566")
URL = "https://abc123.execute-api.us-east-1.amazonaws.com/v1/webhooks"
STACK = {"stack": {"webhook_url": URL, "table": "prices-pr-7"}}


@pytest.fixture(autouse=True)
def flat(build: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(outputs, "FLAT_OUTPUTS", build / "flat")
    return build / "flat" / "stack" / "flat-outputs.json"


def test_the_url_of_the_api_is_translated_for_the_embedded_cloud_only() -> None:
    local = outputs.write("pr-7", STACK, LOCAL)["stack"]
    aws = outputs.write("pr-8", STACK, Cloud.aws())["stack"]

    assert local == {
        "webhook_url": "http://127.0.0.1:4566/_aws/execute-api/abc123/v1/webhooks",
        "table": "prices-pr-7",
    }
    assert aws == STACK["stack"]


def test_aws_that_an_embedded_cloud_stands_for_is_reached_there_and_nothing_else() -> None:
    aws = Cloud.aws({"MARKET_AWS_ENDPOINT": "http://127.0.0.1:4566", "MARKET_TIME_SCALE": "0.02"})

    url = outputs.write("pr-7", STACK, aws)["stack"]["webhook_url"]

    assert url == "http://127.0.0.1:4566/_aws/execute-api/abc123/v1/webhooks"
    assert aws.time_scale == 0.02
    assert aws.environ({"AWS_ENDPOINT_URL_SQS": "x"})["AWS_ENDPOINT_URL"] == aws.endpoint
    assert "AWS_ENDPOINT_URL_SQS" not in aws.environ({"AWS_ENDPOINT_URL_SQS": "x"})


def test_outputs_of_several_stacks_are_kept_together() -> None:
    outputs.write("pr-7", STACK, LOCAL)
    outputs.write("pr-7", {"other": {"queue": "q"}}, LOCAL)

    written = json.loads(EnvironmentPaths("pr-7").outputs.read_text())
    assert written == outputs.read("pr-7")
    assert set(written) == {"stack", "other"}


@pytest.mark.parametrize("content", [b"", b"{", b"3", b"\xff"])
def test_a_damaged_file_counts_as_none_so_that_a_deploy_writes_it_anew(content: bytes) -> None:
    path = EnvironmentPaths("pr-7").outputs
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)

    with pytest.raises(Refusal, match="deploy it first: gitops deploy --suffix pr-7"):
        outputs.read("pr-7")

    assert outputs.write("pr-7", STACK, Cloud.aws()) == outputs.read("pr-7") == STACK


def test_outputs_of_a_destroyed_stack_are_removed_with_their_copy(flat: Path) -> None:
    outputs.copy_flat(outputs.write("pr-7", STACK, LOCAL))
    assert json.loads(flat.read_text())["table"] == "prices-pr-7"

    outputs.remove("pr-7", ["stack"])

    assert not flat.exists()
    with pytest.raises(Refusal, match="deploy it first: gitops deploy --suffix pr-7"):
        outputs.read("pr-7")


def test_the_copy_of_an_environment_deployed_since_stays(flat: Path) -> None:
    outputs.write("pr-7", STACK, LOCAL)
    outputs.copy_flat(outputs.write("pr-8", {"stack": {"table": "prices-pr-8"}}, LOCAL))

    outputs.remove("pr-7", ["stack"])

    assert json.loads(flat.read_text())["table"] == "prices-pr-8"


def test_the_url_of_a_deployment_is_the_output_that_the_project_names(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    named = replace(project(), url_output="api_url")
    monkeypatch.setattr(outputs, "project", lambda: named)

    assert outputs.url({"a": {"queue": "q"}, "b": {"api_url": "https://x.example/"}}) == (
        "https://x.example/"
    )
    assert outputs.url({"a": {"queue": "q"}}) == ""
