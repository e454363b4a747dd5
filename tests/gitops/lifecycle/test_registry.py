"""Records stay where the states are."""

import json
from collections.abc import Callable

import pytest

from gitops.aws import client
from gitops.cloud import Cloud
from gitops.environments import forget, hold, recorded, settle
from gitops.errors import Refusal
from gitops.lifecycle.record import Record
from gitops.lifecycle.registry import LocalRegistry, Registry, registry_of
from gitops.paths import EnvironmentPaths
from tests.gitops.lifecycle.conftest import BUCKET

RECORD = Record("pr-7", "2026-01-01T00:00:00Z", "2026-01-01T04:00:00Z", owner="dev", run_id=3)
Kept = Callable[[str, str], None]


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
    assert registry.all() == [RECORD]


def test_states_are_found_by_their_stacks_and_removed_with_the_record(
    registry: Registry, keep_state: Kept
) -> None:
    registry.write(RECORD)
    for suffix, stack in (("pr-7", "a"), ("pr-7", "b"), ("dev", "a")):
        keep_state(suffix, stack)
    assert registry.states() == {"dev": ["a"], "pr-7": ["a", "b"]}

    registry.remove("pr-7")
    registry.remove("pr-7")

    assert (registry.states(), registry.all()) == ({"dev": ["a"]}, [])


def test_another_working_copy_finds_the_record_and_its_expiry(aws: Cloud) -> None:
    registry = registry_of(aws)
    settle(recorded("pr-9", registry), aws)
    LocalRegistry().remove("pr-9")

    kept = recorded("pr-9", registry)

    assert (kept.cloud, kept.pull_request) == ("aws", 9)
    assert kept == registry.read("pr-9")
    forget("pr-9", aws)
    assert registry.read("pr-9") is None


def test_whose_environment_it_is_and_which_run_works_on_it_is_noted(
    aws: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry = registry_of(aws)
    monkeypatch.setenv("GITHUB_ACTOR", "octocat")
    monkeypatch.setenv("GITHUB_RUN_ID", "41")
    settle(recorded("pr-8", registry), aws)
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


def test_an_embedded_cloud_knows_nothing_of_the_bucket() -> None:
    environ = {"STATE_BUCKET": BUCKET}

    assert isinstance(registry_of(Cloud("local"), environ), LocalRegistry)
    assert isinstance(registry_of(Cloud.aws({}), {}), LocalRegistry)
