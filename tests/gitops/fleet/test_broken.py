"""One broken record, state or lock stops neither a sweep nor a list of environments."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from gitops.adapters.aws import client
from gitops.adapters.cloud import Cloud
from gitops.adapters.errors import Failure
from gitops.adapters.paths import EnvironmentPaths
from gitops.commands import fleet
from gitops.commands.options import CloudName
from gitops.environment import leftover_scan
from gitops.environment.record import Record, rfc3339
from gitops.environment.registry import BucketRegistry, LocalRegistry, registry_of
from gitops.fleet import removal
from gitops.fleet.sweep import LABEL
from tests.fake_github.server import FakeGitHub
from tests.gitops.conftest import BUCKET

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)
EMPTY_STATE = {"version": 4, "serial": 1, "lineage": "x", "outputs": {}, "resources": []}


@pytest.fixture(autouse=True)
def _github(fake_github: FakeGitHub, aws: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 (commands go there)
    monkeypatch.setattr(removal, "PAUSES_SECONDS", ())
    for name, value in fake_github.environ().items():
        monkeypatch.setenv(name, value)


def _put(cloud: Cloud, key: str, content: Any) -> None:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    client(cloud, "s3").put_object(Bucket=BUCKET, Key=key, Body=body)


def _expired(suffix: str) -> Record:
    return Record(suffix, rfc3339(NOW - 2 * HOUR), rfc3339(NOW - HOUR))


def _environment(cloud: Cloud, suffix: str, state: Any = EMPTY_STATE) -> None:
    registry_of(cloud).write(_expired(suffix))
    _put(cloud, f"stack/{suffix}.tfstate", state)


def _keys(cloud: Cloud) -> list[str]:
    listed = client(cloud, "s3").list_objects_v2(Bucket=BUCKET).get("Contents", [])
    return [each["Key"] for each in listed]


def _issues(fake_github: FakeGitHub) -> dict[str, str]:
    every = fake_github.store.issues.values()
    return {each["title"]: each["state"] for each in every if {"name": LABEL} in each["labels"]}


def test_a_broken_record_is_reported_until_it_is_fixed_and_the_others_are_removed(
    aws: Cloud, fake_github: FakeGitHub
) -> None:
    closed = fake_github.store.add_pull("a" * 40)["number"]
    fake_github.store.close(closed)
    _environment(aws, "old")
    _put(aws, "environments/demo.json", b"{")
    _put(aws, f"environments/pr-{closed}.json", {"expires": "tomorrow"})

    with pytest.raises(Failure, match=r"environments/demo.json cannot be read") as failure:
        fleet.sweep(CloudName.aws, apply=True)

    # Of the one whose pull request is closed nothing is left, its broken record neither.
    assert _keys(aws) == ["environments/demo.json"]
    assert f"pr-{closed}" not in str(failure.value)
    assert _issues(fake_github) == {"Environment records cannot be read": "open"}
    issue = next(each for each in fake_github.store.issues.values() if "records" in each["title"])
    assert f"s3://{BUCKET}/environments/demo.json" in issue["body"]

    registry_of(aws).write(Record("demo", rfc3339(NOW), rfc3339(NOW + HOUR)))
    fleet.sweep(CloudName.aws, apply=True)
    assert _issues(fake_github) == {"Environment records cannot be read": "closed"}


def test_who_only_looks_is_reported_as_well_and_writes_no_issue(
    aws: Cloud, fake_github: FakeGitHub, capsys: pytest.CaptureFixture[str]
) -> None:
    _put(aws, "environments/demo.json", b"\xff")
    registry_of(aws).write(_expired("old"))

    with pytest.raises(Failure, match=r"demo\.json cannot be read"):
        fleet.sweep(CloudName.aws)
    fleet.sweep(CloudName.aws, only="old")
    fleet.environments(CloudName.aws)

    shown = capsys.readouterr().out
    assert f"The environment's record s3://{BUCKET}/environments/demo.json cannot be" in shown
    assert "old" in shown.partition("found by")[2]
    assert _issues(fake_github) == {}


@pytest.mark.parametrize(
    ("state", "lock"),
    [
        pytest.param([], None, id="a state that is a list"),
        pytest.param(b"{", None, id="half a state"),
        pytest.param(b"\xff\x00PK", None, id="a binary state"),
        pytest.param(EMPTY_STATE, b"{", id="half a lock"),
        pytest.param(EMPTY_STATE, {"ID": 7}, id="a lock of nobody"),
    ],
)
def test_one_that_cannot_be_removed_has_its_issue_and_the_others_go(
    aws: Cloud, fake_github: FakeGitHub, state: Any, lock: Any
) -> None:
    _environment(aws, "broken", state)
    if lock is not None:
        _put(aws, "stack/broken.tfstate.tflock", lock)
    registry_of(aws).write(_expired("old"))

    with pytest.raises(Failure, match=r"Not removed: broken\."):
        fleet.sweep(CloudName.aws, apply=True)

    assert [key for key in _keys(aws) if "old" in key] == []
    assert _issues(fake_github) == {"Cleanup of environment broken failed": "open"}


def test_what_nobody_foresaw_in_one_removal_does_not_stop_the_others(
    aws: Cloud, fake_github: FakeGitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan = leftover_scan.scan

    def refused(suffix: str, *arguments: Any, **options: Any) -> Any:
        if suffix == "broken":
            raise OSError("nobody foresaw this")
        return scan(suffix, *arguments, **options)

    monkeypatch.setattr(leftover_scan, "scan", refused)
    for suffix in ("broken", "old"):
        registry_of(aws).write(_expired(suffix))

    with pytest.raises(Failure, match=r"Not removed: broken\."):
        fleet.sweep(CloudName.aws, apply=True)

    assert _keys(aws) == ["environments/broken.json"]
    (issue,) = fake_github.store.issues.values()
    assert "nobody foresaw this" in issue["body"]


@pytest.mark.parametrize("state", [b"[]", b"{", b"\xff"])
def test_on_this_machine_a_broken_state_is_reported_and_the_rest_goes(
    aws: Cloud, monkeypatch: pytest.MonkeyPatch, state: bytes
) -> None:
    monkeypatch.delenv("STATE_BUCKET")
    path = EnvironmentPaths("demo").state / "demo" / "stack.tfstate"
    path.parent.mkdir(parents=True)
    path.write_bytes(state)
    LocalRegistry().write(_expired("old"))

    with pytest.raises(Failure, match=r"stack.tfstate cannot be read"):
        fleet.sweep(CloudName.aws, apply=True)

    assert LocalRegistry().read("old") is None
    assert path.is_file()
    assert registry_of(aws).states() == {"demo": ["stack"]}


REFUSED = ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "AnyOperation")


def test_a_record_that_aws_refuses_to_show_is_unreadable_like_any_other(
    aws: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    for suffix in ("demo", "old"):
        registry_of(aws).write(_expired(suffix))
    read = BucketRegistry.read

    def refused(registry: BucketRegistry, suffix: str) -> Record | None:
        if suffix == "demo":
            raise REFUSED
        return read(registry, suffix)

    monkeypatch.setattr(BucketRegistry, "read", refused)

    with pytest.raises(Failure, match=r"environments/demo.json cannot be read: .*AccessDenied"):
        fleet.sweep(CloudName.aws, apply=True)

    assert _keys(aws) == ["environments/demo.json"]


def test_tags_of_something_that_aws_refuses_to_show_stop_no_other(
    aws: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    tags = {"Environment": "ghost", "ExpiresAt": rfc3339(NOW - HOUR)}
    url = client(aws, "sqs").create_queue(QueueName="ghost", tags=tags)["QueueUrl"]
    registry_of(aws).write(_expired("old"))
    scan = leftover_scan.scan

    def refused(suffix: str, *arguments: Any, **options: Any) -> Any:
        if suffix == "ghost":
            raise REFUSED
        return scan(suffix, *arguments, **options)

    monkeypatch.setattr(leftover_scan, "scan", refused)

    with pytest.raises(Failure, match=r"Not removed: ghost\."):
        fleet.sweep(CloudName.aws, apply=True)

    assert _keys(aws) == []
    client(aws, "sqs").delete_queue(QueueUrl=url)


def test_somebody_elses_tags_name_no_environment(aws: Cloud) -> None:
    tags = {"Environment": "Production_EU", "ExpiresAt": "2026-01-01T00:00:00Z"}
    url = client(aws, "sqs").create_queue(QueueName="strange", tags=tags)["QueueUrl"]

    fleet.sweep(CloudName.aws, apply=True)

    assert client(aws, "sqs").list_queues(QueueNamePrefix="strange")["QueueUrls"] == [url]
    client(aws, "sqs").delete_queue(QueueUrl=url)
