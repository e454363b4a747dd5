"""Environments are removed by what Terraform knows of them; real Terraform, real provider."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from github.Repository import Repository
from rich.console import Console

from gitops.adapters.aws import client
from gitops.adapters.cloud import Cloud
from gitops.adapters.console import Reporter
from gitops.adapters.errors import Failure
from gitops.environment.record import rfc3339
from gitops.environment.records import recorded
from gitops.environment.registry import registry_of
from gitops.fleet import removal, state_locks
from gitops.fleet.candidates import SweepDecision
from gitops.fleet.sweep import LABEL, Sweep
from tests.fake_github.server import FakeGitHub
from tests.gitops.conftest import BUCKET

HOUR = timedelta(hours=1)


@pytest.fixture
def sweep(aws: Cloud, repository: Repository, monkeypatch: pytest.MonkeyPatch) -> Sweep:
    monkeypatch.setattr(removal, "PAUSES_SECONDS", (0.0,))
    return Sweep(aws, repository, Reporter(out=Console(file=StringIO())))


def _deploy(suffix: str, cloud: Cloud, *, expired: timedelta = HOUR, run_id: int = 0) -> None:
    """A queue as an environment: whoever comes after finds its record, state and tags."""
    expires = rfc3339(datetime.now(UTC) - expired)
    record = replace(recorded(suffix, registry_of(cloud)), expires=expires)
    registry_of(cloud).write(replace(record, cloud="aws", run_id=run_id))
    tags = {"Environment": suffix, "ExpiresAt": expires}
    name = f"quotes-{suffix}"
    url = client(cloud, "sqs").create_queue(QueueName=name, tags=tags)["QueueUrl"]
    queue = {
        "mode": "managed",
        "type": "aws_sqs_queue",
        "name": "quotes",
        "provider": 'provider["registry.terraform.io/hashicorp/aws"]',
        "instances": [{"schema_version": 0, "attributes": {"id": url, "name": name}}],
    }
    state = {"version": 4, "serial": 1, "lineage": suffix, "outputs": {}, "resources": [queue]}
    key = f"stack/{suffix}.tfstate"
    client(cloud, "s3").put_object(Bucket=BUCKET, Key=key, Body=json.dumps(state))


def _queues(cloud: Cloud) -> list[str]:
    urls = client(cloud, "sqs").list_queues().get("QueueUrls", [])
    return [url.rpartition("/")[2] for url in urls]


def _url(cloud: Cloud, name: str) -> str:
    return str(client(cloud, "sqs").get_queue_url(QueueName=name)["QueueUrl"])


def _verdict(sweep: Sweep, suffix: str) -> SweepDecision:
    return next(each for each in sweep.decisions() if each.found.suffix == suffix)


def _lock(suffix: str, cloud: Cloud, created: datetime) -> None:
    """What a killed Terraform leaves behind."""
    info = {
        "ID": "7d5cb3bb-6a9a-4a5f-9f0e-000000000000",
        "Operation": "OperationTypeApply",
        "Who": "runner@host",
        "Version": "1.11.4",
        "Created": f"{created:%Y-%m-%dT%H:%M:%S}.123456789Z",
        "Path": f"{BUCKET}/stack/{suffix}.tfstate",
    }
    body = json.dumps(info)
    client(cloud, "s3").put_object(Bucket=BUCKET, Key=f"stack/{suffix}.tfstate.tflock", Body=body)


def test_an_expired_environment_is_removed_whole_and_no_other(aws: Cloud, sweep: Sweep) -> None:
    _deploy("old", aws)
    _deploy("new", aws, expired=-HOUR)

    decisions = {each.found.suffix: each for each in sweep.decisions()}
    assert (decisions["old"].removes, decisions["new"].removes) == (True, False)
    assert decisions["old"].found.sources == ["record", "state", "tags"]
    sweep.remove(decisions["old"].found)

    assert _queues(aws) == ["quotes-new"]
    assert [record.suffix for record in registry_of(aws).all()[0]] == ["new"]
    assert registry_of(aws).states() == {"new": ["stack"]}
    assert "old" not in {each.found.suffix for each in sweep.decisions()}
    sweep.remove(_verdict(sweep, "new").found)


def test_a_state_that_no_record_lists_is_left_alone_and_its_resources_are_reported(
    aws: Cloud, sweep: Sweep, fake_github: FakeGitHub
) -> None:
    """Its record was lost; its pull request is closed."""
    number = fake_github.store.add_pull("a" * 40)["number"]
    fake_github.store.close(number)
    _deploy(f"pr-{number}", aws, expired=-HOUR)
    store = client(aws, "s3")
    store.delete_object(Bucket=BUCKET, Key=f"environments/pr-{number}.json")

    decision = _verdict(sweep, f"pr-{number}")
    assert (decision.removes, decision.reason) == (True, f"pull request {number} is closed")
    with pytest.raises(Failure, match=rf"Left over in pr-{number}: arn:.*:quotes-pr-{number}"):
        sweep.remove(decision.found)

    assert registry_of(aws).states() == {f"pr-{number}": ["stack"]}
    client(aws, "sqs").delete_queue(QueueUrl=_url(aws, f"quotes-pr-{number}"))


def test_what_a_crash_left_outside_of_the_state_is_removed_by_recorded_name_and_by_tag(
    aws: Cloud, sweep: Sweep
) -> None:
    """The provider was killed in the middle of an apply; nothing of it reached the state."""
    _deploy("crash", aws)
    registry, sqs = registry_of(aws), client(aws, "sqs")
    record = registry.read("crash")
    assert record is not None
    names = {"aws_sqs_queue.dead": "dead-crash", "aws_cloudwatch_log_group.l": "/lost/crash"}
    registry.write(replace(record, stacks={"stack": names, "never-begun": {}}))
    sqs.create_queue(QueueName="dead-crash")
    client(aws, "logs").create_log_group(logGroupName="/lost/crash")
    made_by_us = {"Environment": "crash", "ExpiresAt": record.expires}
    sqs.create_queue(QueueName="renamed-crash", tags=made_by_us)
    sqs.create_queue(QueueName="a-neighbours", tags={**made_by_us, "Environment": "crash-2"})

    sweep.remove(_verdict(sweep, "crash").found)

    assert _queues(aws) == ["a-neighbours"]
    groups = client(aws, "logs").describe_log_groups(logGroupNamePrefix="/lost/")["logGroups"]
    assert groups == []
    assert registry.read("crash") is None
    sqs.delete_queue(QueueUrl=_url(aws, "a-neighbours"))


def test_a_state_that_the_record_does_not_list_outlives_the_environment(
    aws: Cloud, sweep: Sweep
) -> None:
    _deploy("listed", aws)
    registry = registry_of(aws)
    record = registry.read("listed")
    assert record is not None
    registry.write(replace(record, stacks={"stack": {}}))
    client(aws, "s3").put_object(Bucket=BUCKET, Key="theirs/listed.tfstate", Body=b"no state")

    sweep.remove(_verdict(sweep, "listed").found)

    assert registry.states() == {"listed": ["theirs"]}
    assert _verdict(sweep, "listed").reason == "no record lists its state"


def test_a_lock_whose_run_goes_on_is_kept_and_broken_when_the_run_has_ended(
    aws: Cloud, sweep: Sweep, fake_github: FakeGitHub
) -> None:
    """Somebody cancelled a job in the middle of a destroy, and the runner was killed."""
    path = ".github/workflows/pull-request.yml"
    run = fake_github.store.add_run("a" * 40, path, status="in_progress")
    _deploy("held", aws, run_id=run["id"])
    _lock("held", aws, datetime.now(UTC) - HOUR)

    with pytest.raises(Failure, match=r"stack/held.tfstate is locked by runner@host since"):
        sweep.remove(_verdict(sweep, "held").found)
    assert _queues(aws) == ["quotes-held"]

    run["status"] = "completed"
    sweep.remove(_verdict(sweep, "held").found)
    assert _queues(aws) == []


@pytest.mark.parametrize(
    ("age", "run_id", "orphan"),
    [
        pytest.param(HOUR, 7, True, id="the run has ended"),
        pytest.param(HOUR, 8, False, id="the run goes on"),
        pytest.param(HOUR, 0, False, id="nobody knows whose"),
        pytest.param(7 * HOUR, 8, True, id="no job runs so long"),
    ],
)
def test_only_the_lock_of_somebody_provably_gone_is_an_orphan(
    age: timedelta, run_id: int, orphan: bool
) -> None:
    lock = state_locks.Lock("key", "id", "who", datetime.now(UTC) - age)

    assert state_locks.is_orphan(lock, run_id, lambda number: number == 7) is orphan


def test_a_failed_cleanup_keeps_the_record_and_one_issue_until_it_succeeds(
    aws: Cloud, sweep: Sweep, fake_github: FakeGitHub
) -> None:
    _deploy("stuck", aws)
    extra = client(aws, "sqs").create_queue(
        QueueName="by-hand-stuck", tags={"Environment": "stuck"}
    )["QueueUrl"]
    found = _verdict(sweep, "stuck").found

    for _ in range(2):
        with pytest.raises(
            Failure,
            match=r"Cleanup of stuck failed after 2 attempts:\n1\. Left over in stuck: .*\n2\.",
        ):
            sweep.remove(found)
    (issue,) = fake_github.store.issues.values()
    assert (issue["title"], issue["state"]) == ("Cleanup of environment stuck failed", "open")
    assert "by-hand-stuck" in issue["body"]
    assert issue["labels"] == [{"name": LABEL}]
    assert registry_of(aws).read("stuck") is not None

    client(aws, "sqs").delete_queue(QueueUrl=extra)
    sweep.remove(_verdict(sweep, "stuck").found)
    assert issue["state"] == "closed"


def test_what_only_tags_name_is_no_environment_when_nothing_of_it_is_left(
    aws: Cloud, sweep: Sweep
) -> None:
    """The tagging API names keys that wait for their deletion."""
    tags = [
        {"TagKey": "Environment", "TagValue": "gone"},
        {"TagKey": "ExpiresAt", "TagValue": "2026-01-01T00:00:00Z"},
    ]
    keys = client(aws, "kms")
    key = keys.create_key(Tags=tags)["KeyMetadata"]["KeyId"]
    assert _verdict(sweep, "gone").found.sources == ["tags"]

    keys.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)

    assert "gone" not in {each.found.suffix for each in sweep.decisions()}


@pytest.fixture
def versions(aws: Cloud) -> Iterator[Callable[[str], list[dict[str, Any]]]]:
    """S3's answers for every version of a key: the bucket keeps them, as the account's does."""
    store = client(aws, "s3")
    store.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})

    def kept(key: str) -> list[dict[str, Any]]:
        listed = store.list_object_versions(Bucket=BUCKET, Prefix=key).get("Versions", [])
        return [
            store.head_object(Bucket=BUCKET, Key=key, VersionId=each["VersionId"])
            for each in listed
            if each["Key"] == key
        ]

    yield kept
    store.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Suspended"})


def test_a_sweep_locks_and_writes_a_state_without_asking_for_the_key_of_s3(
    aws: Cloud, sweep: Sweep, versions: Callable[[str], list[dict[str, Any]]]
) -> None:
    """The bucket's policy (NoKeyOfS3) denies the header, and with it the lock."""
    _deploy("old", aws)

    sweep.remove(_verdict(sweep, "old").found)

    for key in ("stack/old.tfstate.tflock", "stack/old.tfstate"):
        kept = versions(key)
        assert kept
        assert [each.get("ServerSideEncryption") for each in kept] == [None] * len(kept)
