"""No secret leaves gitops: not in reports, issues, comments, summaries, outputs, logs or errors."""

import json
import os
import sys
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from github.Repository import Repository
from rich.console import Console
from rich.table import Table
from rich.text import Text

from gitops.adapters import actions_run, github_issues, processes
from gitops.adapters.actions_run import Run
from gitops.adapters.console import Reporter
from gitops.adapters.markdown import code
from gitops.adapters.terraform import Terraform
from gitops.approval.failed_deploys import report as report_failure
from gitops.compliance import files, result
from gitops.compliance.result import Result
from gitops.fleet import drift
from gitops.plans.change_set import normalised
from gitops.plans.changes import parsed
from gitops.review import upsert
from gitops.review.comment import render
from gitops.review.comment_model import CommentModel
from policies.engine.card import Card, Severity
from policies.engine.catalogue import Policy
from policies.engine.decision import Undecided, Violation
from policies.engine.evaluation import apply_waivers, evaluate
from policies.engine.resource import Resource
from policies.engine.stack import Place, Stack
from tests.fake_github.fixtures import fake_github_, repository_
from tests.fake_github.server import FakeGitHub
from tests.gitops.plans.documents import Document, document, updated

__all__ = ["fake_github_", "repository_"]
# Each value ends in a mark of its own, whatever form it has.
VARIABLES = {
    "API_TOKEN": "plain-words-0mark",
    "DB_PASSWORD": "hunter2-0mark",
    "HOOK": "https://hooks.slack" + ".com/services/T00/B00/0mark",
    "SETTINGS": "sk-live-" + "51Hx9-0mark",
    "DATABASE": "postgres://me:" + "pass0mark@db/prices",
    "WEBHOOK": "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZI0mark",
    "NESTED": json.dumps({"inner": {"SECRET": "words-0mark"}}),
}
MARK = "0mark"
CARD = Card("Title", Severity.LOW, "Why", "Remedy", "https://example.org", ("R",), "absent")


def _change() -> Document:
    before, after = ({name: value + "x" for name, value in VARIABLES.items()}, VARIABLES)
    wrapped = [
        {"environment": [{"variables": {**one, "LEVEL": "INFO"}}]} for one in (before, after)
    ]
    return updated("aws_lambda_function.f", *wrapped)


def _findings() -> Result:
    said: dict[str, Violation | Undecided] = {
        "bad": Violation(f"variables {VARIABLES}", f"not {json.dumps(VARIABLES)}"),
        "unsure": Undecided(json.dumps(VARIABLES)),
    }
    policy = Policy("the_policy", CARD, lambda resource, _stack: said[resource.name])
    functions = [Resource("prices", "aws_lambda_function", name, {}) for name in said]
    evaluation = evaluate([Stack("prices", functions)], [policy])
    section = result.of_policies(apply_waivers(evaluation, [], date(2026, 11, 21)))
    return Result("dev", Place.LIVE, ["prices"], [section])


def test_a_comment_and_a_kept_review_show_that_a_secret_changes_and_not_what_it_is() -> None:
    named = {"actions": ["update"], "before": "old-0mark", "after": "new-0mark"}
    outputs = {"o": _change()["change"], "api_token": named}
    plan = parsed("prices", document([_change()], output_changes=outputs))
    text = render(CommentModel("dev", [plan], broken=[f"it failed: {VARIABLES}"]))

    assert MARK not in text + json.dumps(normalised(plan))
    assert "output api_token: (sensitive) → (sensitive)" in text
    for name in VARIABLES:
        assert f"environment[0].variables.{name}: (sensitive) → (sensitive)" in text


def test_an_issue_about_drift_shows_no_secret(
    repository: Repository, fake_github: FakeGitHub, tmp_path: Path
) -> None:
    live = tmp_path / "live.json"
    live.write_text(json.dumps({"resource_drift": [_change()]}))
    lines = drift.describe(live, _findings().sections[0], "prices")
    drift.update_issues(repository, "dev", {"prices": lines})
    (issue,) = fake_github.store.issues.values()

    assert MARK not in "\n".join(lines) + issue["body"]
    assert "variables.API_TOKEN: (sensitive) -> (sensitive)" in issue["body"]
    assert "the_policy: aws_lambda_function.bad: found variables" in issue["body"]


def test_no_form_of_report_shows_a_secret(tmp_path: Path) -> None:
    files.write(_findings(), tmp_path)
    written = {path.suffix: path.read_text() for path in tmp_path.iterdir()}

    assert written.keys() == {f".{form}" for form in files.FORMS}
    for text in written.values():
        assert "(sensitive)" in text
        assert MARK not in text


def test_a_failure_shows_no_secret(
    repository: Repository,
    fake_github: FakeGitHub,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    summary, out = tmp_path / "summary", StringIO()
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    console = Console(file=out, soft_wrap=True)
    reporter = Reporter(out=console, errors=console)
    for reason in (json.dumps(VARIABLES), str(VARIABLES)):
        reporter.fail(reason)
        reporter.say(reason)
        reporter.warn(reason)
        table = Table("what", "why")
        table.add_row(f"API_TOKEN={VARIABLES['API_TOKEN']}", Text(VARIABLES["SETTINGS"]))
        reporter.show(table)
        with reporter.step("plan") as step:
            step.result = reason
        actions_run.summarize(reason)
        report_failure(repository, "dev", reason, Run())
    (issue,) = fake_github.store.issues.values()

    said = (out.getvalue(), summary.read_text(), issue["body"])
    for text in said:
        assert "(sensitive)" in text
        assert MARK not in text


def test_a_secret_is_masked_before_a_text_is_cut() -> None:
    text = "x" * 290 + " " + VARIABLES["DATABASE"]

    assert "pass" not in code(text, 310)


def test_a_log_shows_no_secret_and_its_reader_gets_every_line_as_it_is(tmp_path: Path) -> None:
    line, seen = json.dumps(VARIABLES), list[str]()
    program = [sys.executable, "-c", "import sys; print(sys.argv[1])", line]
    log = tmp_path / "log"
    processes.run(program, env=dict(os.environ), cwd=tmp_path, log=log, each=seen.append)

    assert seen == [f"{line}\n"]
    assert "(sensitive)" in log.read_text()
    assert MARK not in log.read_text()


def _logged(tmp_path: Path, *printed: str) -> str:
    program = [sys.executable, "-c", "import sys; print(sys.argv[1])", "\n".join(printed)]
    log = tmp_path / "log"
    processes.run(program, env=dict(os.environ), cwd=tmp_path, log=log)
    return log.read_text()


def test_a_line_of_a_log_that_is_json_is_masked_by_its_names(tmp_path: Path) -> None:
    outputs = {"db_password": {"sensitive": False, "type": "string", "value": "words-0mark"}}
    event = {"@message": "Outputs: 1", "type": "outputs", "outputs": outputs}
    created = '{"@message": "aws_ssm_parameter.webhook_secret: Creating...","type":"apply_start"}'
    first, second = _logged(tmp_path, json.dumps(event), created).splitlines()

    assert MARK not in first
    assert json.loads(first)["@message"] == "Outputs: 1"
    assert second == created


def test_of_a_private_key_in_a_log_no_line_stays(tmp_path: Path) -> None:
    key = [
        "key: -----BEGIN RSA " + "PRIVATE KEY-----", "Proc-Type: 4,0mark", "", "  MIIE0mark+/=",
        "  0mark==", "  -----END RSA " + "PRIVATE KEY-----",
    ]  # fmt: skip
    text = _logged(tmp_path, "before", *key, "0 after", "alone")

    assert MARK not in text
    assert text.splitlines()[0] == "before"
    assert text.splitlines()[-2:] == ["0 after", "alone"]


def test_a_number_and_a_key_of_an_object_may_be_secrets_of_a_plan(tmp_path: Path) -> None:
    key = "sk-live-" + "abcd0mark"
    unknown = updated(f'aws_lambda_function.f["{key}"]', {"a": {}}, {"a": {}})
    unknown["change"] |= {
        "after_unknown": {"a": {key: True}},
        "after_sensitive": {"a": {key: True}},
        "replace_paths": [["a", key]],
    }
    moved = updated("aws_lambda_function.g", {"a": {key: 1}}, {"a": {key: 2}})
    moved["previous_address"] = f'aws_lambda_function.f["{key}2"]'
    pin = {"actions": ["update"], "before": 77770001, "after": 77770002}
    grown = updated(f'aws_sqs_queue.q["{key}"]', {"delay_seconds": 1}, {"delay_seconds": 2})
    changes = [unknown, moved, grown]
    plan = parsed(
        "prices", document(changes, output_changes={"db_password": pin}, resource_drift=changes)
    )
    live = tmp_path / "live.json"
    live.write_text(json.dumps({"resource_drift": changes}))
    lines = str(drift.describe(live, _findings().sections[0], "prices"))

    for text in (
        render(CommentModel("dev", [plan])), json.dumps(normalised(plan)), str(plan.drift), lines,
    ):  # fmt: skip
        assert MARK not in text
        assert "7777" not in text


def test_changes_whose_addresses_are_masked_alike_are_all_kept() -> None:
    made = [updated(f'aws_sqs_queue.q["sk-live-abcd{n}"]', {"a": 0}, {"a": n}) for n in (1, 2)]
    kept = normalised(parsed("prices", document(made)))["changes"]

    assert [one["after"]["a"] for one in kept.values()] == [1, 2]


def test_an_output_that_is_sensitive_or_a_secret_is_masked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = {
        "hidden": {"sensitive": True, "value": {"a": "words"}},
        "api_token": {"sensitive": False, "value": "words"},
        "table": {"sensitive": False, "value": "prices-dev"},
        "db_password": {"sensitive": False, "value": 12345678},
        "users": {"sensitive": False, "value": {"sk-live-" + "abcd1234": 1}},
    }
    monkeypatch.setattr(Terraform, "_read", lambda *_: json.dumps(said))

    assert Terraform(tmp_path, {}, tmp_path / "log").outputs() == {
        "hidden": "(sensitive)",
        "api_token": "(sensitive)",
        "table": "prices-dev",
        "db_password": "(sensitive)",
        "users": "(sensitive)",
    }


def test_what_is_posted_on_a_pull_request_shows_no_secret(
    repository: Repository, fake_github: FakeGitHub
) -> None:
    number = fake_github.store.add_pull("a" * 40)["number"]
    upsert.post(repository, number, "dev all", Run(), json.dumps(VARIABLES))

    assert MARK not in json.dumps(list(fake_github.store.comments.values()))


def test_an_issue_and_why_it_is_closed_show_no_secret(
    repository: Repository, fake_github: FakeGitHub
) -> None:
    words = json.dumps(VARIABLES)
    github_issues.report(repository, "deploy/dev", "It failed", words, "deploy")
    github_issues.close(repository, "deploy/dev", words, "deploy")

    (issue,), (comment,) = fake_github.store.issues.values(), fake_github.store.comments.values()
    for said in (issue["body"], comment["body"]):
        assert "(sensitive)" in said
        assert MARK not in said
