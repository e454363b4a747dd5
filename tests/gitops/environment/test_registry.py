"""Records stay where the states are."""

import json
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gitops.adapters.aws import client
from gitops.adapters.cloud import Cloud
from gitops.adapters.errors import Refusal
from gitops.adapters.paths import EnvironmentPaths
from gitops.environment.record import LONGEST_LIFE, Record, moment
from gitops.environment.records import forget, hold, recorded, register
from gitops.environment.registry import LocalRegistry, Registry, registry_of
from tests.gitops.conftest import BUCKET

RECORD = Record("pr-7", "2026-01-01T00:00:00Z", "2026-01-01T04:00:00Z", owner="dev", run_id=3)
Kept = Callable[[str, str], None]
NO_STATES = {"list": b"[]", "half": b"{", "binary": b"\xff\x00PK", "deep": b"[" * 100_000}


@pytest.fixture(params=["local", "bucket"])
def registry(request: pytest.FixtureRequest, aws: Cloud) -> Registry:
    return LocalRegistry() if request.param == "local" else registry_of(aws)


@pytest.fixture
def keep_state(registry: Registry, aws: Cloud) -> Kept:
    """Leaves a state where Terraform would."""
    text = json.dumps({"version": 4, "resources": [{}]})

    def keep(suffix: str, stack: str) -> None:
        if isinstance(registry, LocalRegistry):
            path = EnvironmentPaths(suffix).state / suffix / f"{stack}.tfstate"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        else:
            store = client(aws, "s3")
            store.put_object(Bucket=BUCKET, Key=f"{stack}/{suffix}.tfstate", Body=text)

    return keep


def test_what_was_written_is_read(registry: Registry) -> None:
    assert registry.read("pr-7") is None
    registry.write(RECORD)

    assert registry.read("pr-7") == RECORD
    assert registry.all() == ([RECORD], [])


def test_states_are_found_by_their_stacks_and_removed_with_the_record(
    registry: Registry, keep_state: Kept
) -> None:
    registry.write(RECORD)
    for suffix, stack in (("pr-7", "a"), ("pr-7", "b"), ("dev", "a")):
        keep_state(suffix, stack)
    assert registry.states() == {"dev": ["a"], "pr-7": ["a", "b"]}

    registry.remove("pr-7", ["a", "b"])
    registry.remove("pr-7", ["a", "b"])

    assert (registry.states(), registry.all()) == ({"dev": ["a"]}, ([], []))


def test_a_state_that_is_none_of_the_environments_stays(aws: Cloud) -> None:
    """Somebody else's: the record lists no such stack."""
    registry, store = registry_of(aws), client(aws, "s3")
    registry.write(RECORD)
    for stack in ("ours", "theirs"):
        store.put_object(Bucket=BUCKET, Key=f"{stack}/pr-7.tfstate", Body=b"{}")

    registry.remove("pr-7", ["ours"])

    assert (registry.states(), registry.all()) == ({"pr-7": ["theirs"]}, ([], []))


def test_what_a_newer_version_wrote_survives_a_deploy_by_an_older_one(aws: Cloud) -> None:
    newer = {**asdict(RECORD), "colour": {"is": "blue"}, "stacks": {"a": {"aws_x.y": "z"}}}
    key = "environments/pr-7.json"
    client(aws, "s3").put_object(Bucket=BUCKET, Key=key, Body=json.dumps(newer))

    register(recorded("pr-7", registry_of(aws)), aws, {"b": {}})

    kept = json.loads(client(aws, "s3").get_object(Bucket=BUCKET, Key=key)["Body"].read())
    assert kept["colour"] == {"is": "blue"}
    assert kept["stacks"] == {"a": {"aws_x.y": "z"}, "b": {}}


def test_a_record_cannot_say_that_its_environment_lives_for_years(
    registry: Registry,
) -> None:
    """Whoever writes it may claim anything; when it was written, its store says."""
    now = datetime.now(UTC)
    claim = replace(RECORD, created="2098-01-01T00:00:00Z", expires="2099-01-01T00:00:00Z")
    registry.write(claim)

    kept = registry.read("pr-7")

    assert kept is not None
    assert kept.expiry is not None
    assert timedelta(days=6) < kept.expiry - now < timedelta(days=8)
    assert datetime.fromisoformat(kept.created) - now < timedelta(minutes=5)


def test_who_writes_on_does_not_live_on(aws: Cloud) -> None:
    """A sweep counts from the first version, which no later write changes, since the last removal.

    S3 counts seconds.
    """
    registry, store = registry_of(aws), client(aws, "s3")
    store.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    claim = replace(RECORD, created="2098-01-01T00:00:00Z", expires="2099-01-01T00:00:00Z")

    def since() -> datetime:
        ((record,), _) = registry.all()
        assert record.expiry == moment(record.created) + LONGEST_LIFE
        return moment(record.created)

    registry.write(claim)
    first = since()
    time.sleep(2)
    registry.write(claim)
    again = since()
    registry.remove("pr-7", ())
    time.sleep(2)
    registry.write(claim)

    assert again == first
    assert since() > first + timedelta(seconds=1)


def test_another_working_copy_finds_the_record_and_its_expiry(aws: Cloud) -> None:
    registry = registry_of(aws)
    register(recorded("pr-9", registry), aws)
    LocalRegistry().remove("pr-9", ())

    kept = recorded("pr-9", registry)

    assert (kept.suffix, kept.cloud) == ("pr-9", "aws")
    assert kept == registry.read("pr-9")
    forget("pr-9", aws, ())
    assert registry.read("pr-9") is None


def test_whose_environment_it_is_and_which_run_works_on_it_is_noted(
    aws: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry = registry_of(aws)
    monkeypatch.setenv("GITHUB_ACTOR", "octocat")
    monkeypatch.setenv("GITHUB_RUN_ID", "41")
    register(recorded("pr-8", registry), aws)
    monkeypatch.setenv("GITHUB_RUN_ID", "42")

    hold(recorded("pr-8", registry), aws)

    kept = registry.read("pr-8")
    assert kept is not None
    assert (kept.owner, kept.run_id) == ("octocat", 42)


def test_an_environment_that_was_never_deployed_leaves_no_record_in_the_bucket(aws: Cloud) -> None:
    registry = registry_of(aws)

    hold(recorded("pr-6", registry), aws)

    assert registry.read("pr-6") is None


def test_a_record_that_cannot_be_read_is_named_with_its_place(aws: Cloud) -> None:
    client(aws, "s3").put_object(Bucket=BUCKET, Key="environments/bad.json", Body=b"{")

    with pytest.raises(Refusal, match=f"s3://{BUCKET}/environments/bad.json cannot be read"):
        registry_of(aws).read("bad")


def _keep(registry: Registry, aws: Cloud, suffix: str, content: bytes) -> None:
    """Put something where the record of an environment should be."""
    if isinstance(registry, LocalRegistry):
        path = EnvironmentPaths(suffix).record
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
    else:
        key = f"environments/{suffix}.json"
        client(aws, "s3").put_object(Bucket=BUCKET, Key=key, Body=content)


def test_what_cannot_be_read_is_listed_with_its_suffix_and_hides_no_other(
    registry: Registry, aws: Cloud
) -> None:
    for suffix in ("pr-9", "Not_a_suffix"):
        _keep(registry, aws, suffix, b"{")
    registry.write(RECORD)

    records, unreadable = registry.all()

    assert records == [RECORD]
    assert sorted(each.suffix for each in unreadable) == ["", "pr-9"]
    reasons = {each.suffix: each.reason for each in unreadable}
    assert "pr-9" in reasons["pr-9"]
    assert "cannot be read" in reasons["pr-9"]
    assert "Not_a_suffix" in reasons[""]


def test_a_state_that_is_none_counts_and_is_reported_where_it_is_opened(build: Path) -> None:
    """The bucket's are Terraform's to open: whoever sweeps may not read those of prod."""
    for suffix, content in NO_STATES.items():
        path = build / "environments" / suffix / "state" / suffix / "prices.tfstate"
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
    registry = LocalRegistry()

    records, unreadable = registry.all()

    assert registry.states() == {suffix: ["prices"] for suffix in sorted(NO_STATES)}
    assert (records, [each.suffix for each in unreadable]) == ([], sorted(NO_STATES))
    assert all("prices.tfstate cannot be read" in each.reason for each in unreadable)


def test_what_is_named_as_no_environment_can_be_is_no_state(
    registry: Registry, keep_state: Kept
) -> None:
    """`bootstrap/account/terraform.tfstate` is the account's; somebody may keep one of his own."""
    keep_state("Not_a_suffix", "a")
    keep_state("pr-7", "a")

    assert registry.states() == {"pr-7": ["a"]}


def test_an_embedded_cloud_knows_nothing_of_the_bucket() -> None:
    environ = {"STATE_BUCKET": BUCKET}

    assert isinstance(registry_of(Cloud("local"), environ), LocalRegistry)
    assert isinstance(registry_of(Cloud.aws({}), {}), LocalRegistry)
