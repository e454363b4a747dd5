"""What an interrupted apply made without noting it is imported and destroyed, by real Terraform."""

import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from gitops.adapters.aws import client
from gitops.adapters.cloud import Cloud, Embedded
from gitops.adapters.console import Reporter
from gitops.adapters.errors import Failure
from gitops.adapters.paths import EnvironmentPaths
from gitops.environment import leftover_scan, operations, operator_parameters
from gitops.environment.operations import OpenEnvironment
from gitops.environment.records import recorded, register

GROUP = "/aws/lambda/worker-pr-7"
STACK = {
    "terraform": {
        "backend": {"local": {"path": "../../../state/pr-7/stack.tfstate"}},
        "required_providers": {"aws": {"source": "hashicorp/aws", "version": "5.100.0"}},
    },
    "provider": {"aws": [{"region": "us-east-1"}]},
    "resource": {"aws_cloudwatch_log_group": {"logs": {"name": GROUP}}},
}


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    embedded = Embedded()
    try:
        yield embedded.start()
    finally:
        embedded.stop()


@pytest.fixture
def said() -> StringIO:
    return StringIO()


@pytest.fixture
def environment(build: Path, cloud: Cloud, said: StringIO) -> OpenEnvironment:
    assert build
    document = EnvironmentPaths("pr-7").stack("stack") / "cdk.tf.json"
    document.parent.mkdir(parents=True)
    document.write_text(json.dumps(STACK))
    report = Reporter(out=Console(file=said, soft_wrap=True))
    return OpenEnvironment(register(recorded("pr-7"), cloud), cloud, ["stack"], report)


def test_an_orphan_is_imported_and_destroyed(
    environment: OpenEnvironment, cloud: Cloud, said: StringIO
) -> None:
    logs = client(cloud, "logs")
    logs.create_log_group(logGroupName=GROUP)

    operations.init(environment)
    operations.destroy(environment)

    assert logs.describe_log_groups()["logGroups"] == []
    assert "import      1 resources that the state did not know" in said.getvalue()


def test_a_destroy_that_fails_keeps_the_secrets_of_what_is_still_deployed(
    environment: OpenEnvironment, monkeypatch: pytest.MonkeyPatch
) -> None:
    deleted: list[object] = []
    monkeypatch.setattr(operator_parameters, "delete_all", lambda *given: deleted.append(given))
    operations.init(environment)
    state = environment.paths.state / "pr-7" / "stack.tfstate"
    state.parent.mkdir(parents=True, exist_ok=True)
    state.write_text("no state")

    with pytest.raises(Failure, match="terraform destroy of stack failed"):
        operations.destroy(environment)

    assert deleted == []


def test_what_nobody_declared_is_left_alone_and_fails_the_destroy(
    environment: OpenEnvironment, cloud: Cloud
) -> None:
    queue = client(cloud, "sqs").create_queue(QueueName="by-hand", tags={"Environment": "pr-7"})

    operations.init(environment)
    with pytest.raises(Failure, match=r"Left over in pr-7: arn:aws:sqs:.*:by-hand"):
        operations.destroy(environment)

    assert client(cloud, "sqs").get_queue_url(QueueName="by-hand")["QueueUrl"] == queue["QueueUrl"]
    assert EnvironmentPaths("pr-7").record.is_file()


def test_what_goes_while_the_scan_is_repeated_is_not_left(
    environment: OpenEnvironment, cloud: Cloud, said: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As SQS does: the queue is deleted, and described and tagged for a while."""
    sqs = client(cloud, "sqs")
    queue = sqs.create_queue(QueueName="late", tags={"Environment": "pr-7"})["QueueUrl"]
    scan, scans = leftover_scan.scan, []

    def scan_and_delete(*given: Any, **options: Any) -> leftover_scan.Findings:
        scans.append(scan(*given, **options))
        if len(scans) == 1:
            sqs.delete_queue(QueueUrl=queue)
        return scans[-1]

    monkeypatch.setattr(leftover_scan, "scan", scan_and_delete)
    operations.init(environment)
    operations.destroy(environment)

    assert [len(each.leftovers) for each in scans] == [1, 0]
    assert "0 leftovers in the cloud" in said.getvalue()
    assert not EnvironmentPaths("pr-7").record.is_file()
