"""What lives is read back by Terraform and written for its owner's eyes only."""

import json
from pathlib import Path
from typing import Any

import pytest

from gitops.adapters import paths
from gitops.adapters.cloud import Cloud
from gitops.adapters.console import Reporter
from gitops.adapters.errors import Failure
from gitops.adapters.terraform import Terraform, TerraformOutcome
from gitops.environment import live_state
from gitops.environment.operations import OpenEnvironment
from gitops.environment.record import Record

QUEUE = {"mode": "managed", "address": "aws_sqs_queue.q"}


def environment(
    monkeypatch: pytest.MonkeyPatch, folder: Path, shown: dict[str, Any]
) -> OpenEnvironment:
    """An environment of one stack for which Terraform shows what is given."""
    monkeypatch.setattr(paths, "BUILD", folder)
    monkeypatch.setattr(Terraform, "refresh_only_plan", lambda *_: TerraformOutcome())
    monkeypatch.setattr(Terraform, "show", lambda *_: shown)
    return OpenEnvironment(Record("pr-7", "", ""), Cloud("local"), ["prices"], Reporter())


def state(*resources: dict[str, str]) -> dict[str, Any]:
    return {"prior_state": {"values": {"root_module": {"resources": list(resources)}}}}


@pytest.mark.parametrize(
    "shown",
    [state(QUEUE), {"resource_drift": [{"address": "aws_sqs_queue.q"}]}],
    ids=["something", "everything was deleted by hand"],
)
def test_what_was_read_is_written_for_its_owner_only(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, shown: dict[str, Any]
) -> None:
    written = live_state.read(environment(monkeypatch, tmp_path, shown))

    assert list(written) == ["prices"]
    assert json.loads(written["prices"].read_text()) == shown
    assert written["prices"].stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "shown", [{}, state({**QUEUE, "mode": "data"})], ids=["nothing", "only data sources"]
)
def test_what_was_never_deployed_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, shown: dict[str, Any]
) -> None:
    with pytest.raises(Failure) as refused:
        live_state.read(environment(monkeypatch, tmp_path, shown))

    assert str(refused.value) == ("Nothing of prices is deployed; run gitops deploy --suffix pr-7.")
