"""A deploy refuses at once what it would lack later, and applies nothing where nothing is left."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from gitops import cli
from gitops.adapters import paths
from gitops.adapters.cloud import Cloud
from gitops.adapters.errors import Failure, Refusal
from gitops.adapters.paths import EnvironmentPaths
from gitops.adapters.terraform import Terraform
from gitops.approval import clearance, gate
from gitops.commands import deployment
from gitops.environment import cycle, operations, outputs
from gitops.environment.record import Record
from gitops.environment.records import recorded, register
from tests.gitops.plans.documents import Document, created, document

pytestmark = pytest.mark.usefixtures("build")


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a deploy did; nothing is synthesized, planned or applied."""
    steps: list[str] = []

    def deployed(_environment: object) -> list[str]:
        steps.append("deploy")
        return []

    monkeypatch.setattr(
        operations, "build", lambda suffix, *_, **__: (Record(suffix, "", ""), ["prices"])
    )
    for module, name in (
        (cycle, "check_and_plan"),
        (cycle, "plan"),
        (operations, "describe"),
    ):
        monkeypatch.setattr(module, name, lambda _environment, name=name: steps.append(name))
    monkeypatch.setattr(operations, "deploy", deployed)
    monkeypatch.setattr(operations, "refresh", lambda *_: steps.append("refresh"))
    return steps


def _planned(monkeypatch: pytest.MonkeyPatch, *changes: Document) -> None:
    """What the planning of the deploy will find to change; the environment was deployed before."""
    register(recorded("pr-7"), Cloud.aws({}))

    def describe(_environment: object) -> None:
        path = EnvironmentPaths("pr-7").plan_json("prices")
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(document(changes)))

    monkeypatch.setattr(operations, "describe", describe)
    monkeypatch.setattr(outputs, "copy_flat", lambda _: None)
    monkeypatch.setattr(deployment, "ROOT", paths.BUILD.parent)


def _deploy(*options: str) -> Result:
    return CliRunner().invoke(cli.app, ["deploy", "--suffix", "pr-7", "--cloud", "aws", *options])


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        pytest.param(["--reviewed"], "No commit. Name one with --commit", id="no commit"),
        pytest.param(
            ["--reviewed", "--commit", "a" * 40], "Set GITHUB_TOKEN and", id="no repository"
        ),
        pytest.param(["--approved", "nowhere"], "Not found: nowhere/reviewed.json", id="no plan"),
    ],
)
def test_what_the_comparison_lacks_is_said_before_anything_is_planned(
    done: list[str], options: list[str], sentence: str
) -> None:
    refusal = _deploy(*options).exception

    assert isinstance(refusal, Refusal)
    assert sentence in str(refusal)
    assert done == []


def test_the_commit_that_is_named_is_the_one_whose_review_counts(
    done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def verify(*given: Any, **_: Any) -> list[str]:
        raise Failure(f"compared with {given[2]}")

    monkeypatch.setattr(gate, "verify", verify)
    monkeypatch.setattr(clearance, "is_cleared", lambda *_, **__: True)
    monkeypatch.setattr(deployment, "_admit", lambda _environment: None)
    monkeypatch.setenv("GITHUB_TOKEN", "t")
    monkeypatch.setenv("GITHUB_REPOSITORY", "o/r")

    assert str(_deploy("--reviewed", "--commit", "b" * 40).exception) == f"compared with {'b' * 40}"
    assert "deploy" not in done


def test_where_a_failed_deploy_left_nothing_nothing_is_applied(
    done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The deploy that failed may have ended before it wrote the outputs."""
    _planned(monkeypatch)
    monkeypatch.setattr(Terraform, "outputs", lambda _: {"webhook_url": "https://prices"})

    result = _deploy("--resume")

    assert result.exit_code == 0, result.exception
    assert "No changes remain; nothing was applied." in result.output
    assert done == ["check_and_plan"]
    assert outputs.read("pr-7") == {"prices": {"webhook_url": "https://prices"}}
    assert "Outputs: " in result.output


def test_what_a_failed_deploy_left_is_shown_and_applied(
    done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _planned(monkeypatch, created("aws_sqs_queue.q"))
    outputs.write("pr-7", {"prices": {}}, Cloud.aws({}))

    result = _deploy("--resume")

    assert result.exit_code == 0, result.exception
    assert "prices: create aws_sqs_queue.q" in result.output
    assert done == ["check_and_plan", "deploy", "refresh"]
