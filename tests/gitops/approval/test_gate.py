"""`gitops review save` and `verify`: from a plan to the file, and from a commit to the verdict."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from gitops.adapters import actions_run
from gitops.adapters.errors import Refusal
from gitops.adapters.paths import EnvironmentPaths
from gitops.admission.admit import NotAdmitted
from gitops.approval import gate, received, reviewed
from gitops.approval.pull_requests import Unreviewed
from gitops.approval.received import Received
from gitops.approval.reviewed import FILE, ReviewedHead
from gitops.approval.runs import REVIEW, SYNTHESIS
from gitops.cli import app
from tests.fake_github.server import FakeGitHub
from tests.gitops.plans.documents import STACKS, created, document, synthesized, updated

HEAD, MERGE = "a" * 40, "b" * 40


@pytest.fixture(autouse=True)
def _planned(build: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What `gitops plan` leaves, of small stacks."""
    for name in [*workflow_variables(), "GITHUB_SHA"]:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(received, "FOLDER", tmp_path / "review")
    assert str(build) in str(EnvironmentPaths("dev").home)
    synthesized("dev")
    for stack in STACKS:
        paths = EnvironmentPaths("dev")
        paths.stack(stack).mkdir(parents=True)
        (paths.stack(stack) / "cdk.tf.json").write_text("{}")
        (paths.stack(stack) / "code.zip").write_bytes(b"code")
    _plan(2)


def workflow_variables() -> Iterator[str]:
    yield from ("GITHUB_RUN_ID", "GITHUB_RUN_ATTEMPT", "GITHUB_EVENT_PATH", "GITHUB_OUTPUT")
    yield from ("GITHUB_STEP_SUMMARY", "GITHUB_TOKEN", "GITHUB_REPOSITORY", "GITHUB_API_URL")


def _plan(delay: int) -> None:
    change = updated("aws_sqs_queue.q", {"delay": 1}, {"delay": delay})
    for stack in STACKS:
        path = EnvironmentPaths("dev").plan_json(stack)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(document([change, created("aws_iam_role.r")])))


def _run(monkeypatch: pytest.MonkeyPatch, folder: Path, **variables: str) -> None:
    """Be a step of a workflow."""
    values = {
        "GITHUB_OUTPUT": str(folder / "output"),
        "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
        **variables,
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)


def _gitops(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["review", *arguments], catch_exceptions=False)

    assert done.exit_code == 0
    return done.stdout


def _reviewed(
    fake_github: FakeGitHub, monkeypatch: pytest.MonkeyPatch, folder: Path, *, head: str = HEAD
) -> None:
    """A pull request whose run saved its plan, and which is merged."""
    store = fake_github.store
    pull, synthesis = store.add_pull(head), store.add_run(head, SYNTHESIS)
    run = store.add_run("0" * 40, REVIEW, event="workflow_run", head_branch="main")
    _run(monkeypatch, folder, GITHUB_RUN_ID=str(run["id"]), GITHUB_RUN_ATTEMPT="1")
    source = ReviewedHead(pull["number"], "main", head, synthesis["id"], 1)
    received.write(Received(source, reviewed._git("rev-parse", "HEAD^{tree}")))
    path = Path(_gitops("save", "--output", str(folder / "kept")).strip())
    store.add_artifact(run["id"], f"review-dev-{pull['number']}-{head}", {FILE: path.read_bytes()})
    fake_github.store.merge(pull["number"], MERGE)
    deploy = {"GITHUB_RUN_ID": "9000000", "GITHUB_SHA": MERGE, **fake_github.environ()}
    (folder / "review" / received.FILE).unlink()
    _run(monkeypatch, folder, **deploy)
    (folder / "output").unlink()


def test_what_was_saved_names_where_it_comes_from() -> None:
    found = reviewed.parsed(Path(_gitops("save").strip()).read_bytes())

    assert found.environment == "dev"
    assert set(found.change_sets) == set(found.synth) == set(STACKS)
    assert found.tools["terraform"] == "1.11.4"
    assert found.tools.keys() >= {"python", "cdktf", "providers"}
    assert len(found.tree) == len(found.head_sha) == 40


@pytest.mark.usefixtures("build")
def test_the_same_plan_passes(
    fake_github: FakeGitHub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _reviewed(fake_github, monkeypatch, tmp_path)

    assert "dev: the plan equals the reviewed plan" in _gitops("verify")
    assert (tmp_path / "output").read_text() == "reviewed=true\n"


def test_another_plan_is_refused_shown_and_kept_for_approval(
    fake_github: FakeGitHub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _reviewed(fake_github, monkeypatch, tmp_path)
    _plan(3)

    with pytest.raises(Unreviewed, match=r"the value after \(delay\)"):
        _gitops("verify")
    assert (tmp_path / "output").read_text() == "reviewed=false\n"
    assert (
        "## ⛔ dev: the plan differs from the reviewed plan"
        in (tmp_path / "summary.md").read_text()
    )
    kept = EnvironmentPaths("dev").home / "reviewed"
    assert "equals the approved plan" in _gitops("verify", "--approved", str(kept))


def test_after_an_approval_nothing_else_passes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _run(monkeypatch, tmp_path, GITHUB_RUN_ID="7", GITHUB_SHA=MERGE)
    _gitops("save", "--output", str(tmp_path / "approved"))
    _plan(3)

    with pytest.raises(Unreviewed, match="differs from the approved plan"):
        _gitops("verify", "--approved", str(tmp_path / "approved"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["verify"], "No commit"),
        (["verify", "--commit", MERGE], "Set GITHUB_TOKEN and GITHUB_REPOSITORY"),
        (["verify", "--approved", "nowhere"], "Not found: nowhere/reviewed.json"),
    ],
)
def test_what_is_missing_is_said(arguments: list[str], said: str) -> None:
    with pytest.raises(Refusal, match=said):
        _gitops(*arguments)


def test_an_error_is_no_verdict(
    fake_github: FakeGitHub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _reviewed(fake_github, monkeypatch, tmp_path)
    monkeypatch.setenv("GITHUB_TOKEN", "nonsense")
    done = CliRunner().invoke(app, ["review", "verify"])

    assert done.exit_code == 1
    assert not (tmp_path / "output").exists()


def test_the_head_of_a_pull_request_is_its_own_not_the_merge(tmp_path: Path) -> None:
    event: dict[str, Any] = {"pull_request": {"number": 3, "head": {"sha": HEAD}}}
    (tmp_path / "event.json").write_text(json.dumps(event))
    environ = {
        "GITHUB_RUN_ID": "7",
        "GITHUB_SHA": MERGE,
        "GITHUB_EVENT_PATH": str(tmp_path / "event.json"),
    }

    assert actions_run.run(environ).head_sha == HEAD
    assert actions_run.run({**environ, "GITHUB_EVENT_PATH": ""}).head_sha == MERGE
    assert actions_run.pull_request(environ) == 3


def test_a_synthesis_of_main_too_is_admitted_or_refused_before_init() -> None:
    path = EnvironmentPaths("dev").stack(STACKS[0]) / "cdk.tf.json"
    path.write_text(json.dumps({"module": {"m": {"source": "https://example.com/m.zip"}}}))

    with pytest.raises(NotAdmitted) as refusal:
        gate.admit("dev", "")
    assert "$.module" in {one.path for one in refusal.value.refused}
    assert "module" in path.read_text()


FUNCTION = "aws_lambda_function.f"


def _synthesize(**blocks: Any) -> None:
    for stack in STACKS:
        path = EnvironmentPaths("dev").stack(stack) / "cdk.tf.json"
        path.write_text(json.dumps(blocks))


def _plan_of(*changes: dict[str, Any], **rest: Any) -> None:
    for stack in STACKS:
        path = EnvironmentPaths("dev").plan_json(stack)
        path.write_text(json.dumps(document(changes, **rest)))


def _with_variables(variables: dict[str, str]) -> None:
    """A function that gets these variables, in the synthesized JSON and in the plan."""
    environment = {"variables": variables}
    _synthesize(resource={"aws_lambda_function": {"f": {"environment": environment}}})
    _plan_of(updated(FUNCTION, {"environment": []}, {"environment": [environment]}))


def _with_output(value: str) -> None:
    _synthesize(output={"api_token": {"value": value}})
    _plan_of(output_changes={"api_token": {"actions": ["create"], "after": value}})


def _with_secret_version(value: str) -> None:
    """What only Terraform marks as sensitive."""
    address, body = "aws_secretsmanager_secret_version.v", {"secret_string": value}
    _synthesize(resource={"aws_secretsmanager_secret_version": {"v": body}})
    made = created(address, **body)
    made["change"]["after_sensitive"] = {"secret_string": True}
    _plan_of(made)


def _with_data(value: str) -> None:
    """A policy that a data source writes, with a part that a detector masks."""
    statement = {"actions": [value], "condition": [{"api_token": "x"}]}
    _synthesize(
        data={"aws_iam_policy_document": {"d": {"statement": [statement]}}},
        resource={
            "aws_iam_policy": {"p": {"policy": "${data.aws_iam_policy_document.d.json}"}},
        },
    )
    text = json.dumps({"Statement": [{"Action": value, "Token": "x"}]})
    _plan_of(created("aws_iam_policy.p", policy=text))


MASKED = [
    pytest.param(lambda value: _with_variables({"API_TOKEN": value}), id="by its name"),
    pytest.param(lambda value: _with_variables({"A": f"API_TOKEN={value}"}), id="within a text"),
    pytest.param(_with_output, id="an output"),
    pytest.param(_with_secret_version, id="by Terraform"),
    pytest.param(_with_data, id="of a data source"),
]


@pytest.mark.usefixtures("build")
@pytest.mark.parametrize("plan_with", MASKED)
def test_a_masked_value_is_the_reviewed_one_although_main_has_moved(
    plan_with: Any, fake_github: FakeGitHub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    plan_with("reviewed-value")
    _reviewed(fake_github, monkeypatch, tmp_path)
    monkeypatch.setattr(reviewed, "_git", lambda *_arguments: "e" * 40)

    assert "main has new commits since the review" in _gitops("verify")

    plan_with("another-value")
    with pytest.raises(Unreviewed, match="what the synthesized JSON has for masked values"):
        _gitops("verify")


@pytest.mark.usefixtures("build")
@pytest.mark.parametrize("plan_with", MASKED)
def test_what_is_kept_of_a_masked_value_is_its_public_text_at_most(plan_with: Any) -> None:
    plan_with("reviewed-value")

    assert "reviewed-value" not in Path(_gitops("save").strip()).read_text()


@pytest.mark.usefixtures("build")
def test_no_digest_is_kept_of_a_value_that_only_the_state_has() -> None:
    """A short one could be guessed from it."""
    kept = []
    for value in ("1234", "5678"):
        _plan_of(updated("aws_ssm_parameter.pin", {"pin_token": value}, {"pin_token": "0"}))
        _synthesize(resource={"aws_ssm_parameter": {"pin": {"pin_token": "0"}}})
        kept.append(reviewed.parsed(Path(_gitops("save").strip()).read_bytes()).change_sets)

    assert kept[0] == kept[1]
