"""A stack that the record lists and the code declares no more; real Terraform, real provider."""

import json
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from gitops.adapters.aws import client
from gitops.adapters.cloud import Cloud, Embedded
from gitops.adapters.console import Reporter
from gitops.adapters.errors import Refusal
from gitops.adapters.paths import EnvironmentPaths
from gitops.commands import removed_stacks
from gitops.commands.options import stacks_of
from gitops.environment import operations, synthesis, undeclared
from gitops.environment.operations import OpenEnvironment
from gitops.environment.record import Record
from gitops.environment.records import recorded
from gitops.plans import changes
from gitops.plans.changes import Kind

SUFFIX = "pr-7"
STAYS, GOES = "order-book", "trade-history"


@pytest.fixture(scope="module")
def cloud() -> Iterator[Cloud]:
    embedded = Embedded()
    try:
        yield embedded.start()
    finally:
        embedded.stop()


def _declare(*stacks: str) -> None:
    """What CDKTF would write: each stack has a log group of its name."""
    paths = EnvironmentPaths(SUFFIX)
    for stack in stacks:
        document = {
            "terraform": {
                "backend": {"local": {"path": f"../../../state/{SUFFIX}/{stack}.tfstate"}},
                "required_providers": {"aws": {"source": "hashicorp/aws"}},
            },
            "provider": {"aws": [{"region": "us-east-1"}]},
            "resource": {"aws_cloudwatch_log_group": {"logs": {"name": f"{stack}-{SUFFIX}"}}},
        }
        file = paths.synth / "stacks" / stack / "cdk.tf.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(document))
    names: dict[str, dict[str, object]] = {"stacks": {stack: {} for stack in stacks}}
    (paths.synth / "manifest.json").write_text(json.dumps(names))


def _opened(cloud: Cloud, declared: list[str]) -> OpenEnvironment:
    record = recorded(SUFFIX)
    removed = undeclared.write(record, declared, local=True)
    report = Reporter(out=Console(file=StringIO()))
    return OpenEnvironment(record, cloud, sorted([*declared, *removed]), report)


def _planned(cloud: Cloud, declared: list[str]) -> OpenEnvironment:
    environment = _opened(cloud, declared)
    operations.init(environment)
    operations.plan(environment)
    operations.describe(environment)
    return environment


def _groups(cloud: Cloud) -> list[str]:
    return [
        each["logGroupName"] for each in client(cloud, "logs").describe_log_groups()["logGroups"]
    ]


@pytest.fixture
def deployed(build: Path, cloud: Cloud) -> Cloud:
    """Both stacks are deployed; then one of them is taken out of the code."""
    assert build
    _declare(STAYS, GOES)
    operations.deploy(_planned(cloud, [STAYS, GOES]))
    assert recorded(SUFFIX).stacks == {
        stack: {"aws_cloudwatch_log_group.logs": f"{stack}-{SUFFIX}"} for stack in (STAYS, GOES)
    }
    (EnvironmentPaths(SUFFIX).synth / "stacks" / GOES / "cdk.tf.json").unlink()
    _declare(STAYS)
    return cloud


def test_it_is_planned_as_destroyed_asked_for_by_name_and_destroyed(
    deployed: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = _planned(deployed, [STAYS])

    assert (environment.declared, environment.undeclared) == ([STAYS], [GOES])
    # What a comment shows and a review saves.
    assert stacks_of(SUFFIX, "all") == [STAYS, GOES]
    plan = changes.read(GOES, environment.paths.plan_json(GOES))
    assert [each.kind for each in plan.changes] == [Kind.DESTROY]
    with pytest.raises(
        Refusal,
        match=rf"{GOES} is deployed .* 1 resource, with the data of aws_.*--remove-stack {GOES}",
    ):
        removed_stacks.refuse_unnamed(environment, [], "")
    with pytest.raises(Refusal, match=f"--remove-stack {STAYS}: no such stack"):
        removed_stacks.refuse_unnamed(environment, [STAYS, GOES], "")
    monkeypatch.setattr(operations, "is_protected", lambda _: True)
    with pytest.raises(Refusal, match="pr-7 is a protected environment"):
        removed_stacks.refuse_unnamed(environment, [GOES], "")
    removed_stacks.refuse_unnamed(environment, [GOES], SUFFIX)

    operations.deploy(environment)

    assert _groups(deployed) == [f"{STAYS}-{SUFFIX}"]
    assert set(recorded(SUFFIX).stacks or ()) == {STAYS}
    again = _opened(deployed, [STAYS])
    assert again.stacks == [STAYS]
    assert stacks_of(SUFFIX, "all") == [STAYS]
    operations.destroy(again)


def test_a_destroy_takes_it_along(deployed: Cloud) -> None:
    environment = _opened(deployed, [STAYS])
    operations.init(environment)

    operations.destroy(environment)

    assert _groups(deployed) == []
    assert not EnvironmentPaths(SUFFIX).record.exists()


def test_a_check_between_plan_and_comment_takes_it_away_from_neither(
    build: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It synthesizes without asking the registry, which a plan of AWS has asked."""
    assert build
    monkeypatch.setattr(operations, "package", dict)
    monkeypatch.setattr(synthesis, "synthesize", lambda *_, **__: [STAYS])
    _declare(STAYS)
    undeclared.write(replace(Record(SUFFIX, "", ""), stacks={GOES: {}}), [STAYS], local=True)

    _, stacks = operations.build(SUFFIX, "all", Reporter(out=Console(file=StringIO())))

    assert stacks == [STAYS]
    assert stacks_of(SUFFIX, "all") == [STAYS, GOES]


def test_what_is_declared_again_is_an_ordinary_stack(build: Path) -> None:
    assert build
    record = replace(Record(SUFFIX, "", ""), stacks={STAYS: {}, GOES: {}})
    paths = EnvironmentPaths(SUFFIX)

    assert undeclared.write(record, [STAYS], local=True) == [GOES]
    assert paths.stack(GOES).parents[1] == paths.undeclared

    assert undeclared.write(record, [STAYS, GOES], local=True) == []
    assert paths.stack(GOES).parents[1] == paths.synth


def test_where_a_sweep_found_no_stack_no_app_is_started(
    build: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert build
    monkeypatch.setattr(synthesis, "program", lambda *_: pytest.fail("the app was started"))

    assert undeclared.emptied(SUFFIX, [], Cloud("local")) == {}


def test_an_older_version_listed_nothing_that_could_be_missing(build: Path) -> None:
    assert build
    assert undeclared.write(Record(SUFFIX, "", ""), [STAYS], local=True) == []
