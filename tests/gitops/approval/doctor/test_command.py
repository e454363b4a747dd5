"""`gitops doctor`: what people and programs read, how it ends, and whose token it uses."""

import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gitops.adapters import github_login
from gitops.adapters.errors import Refusal
from gitops.cli import app
from tests.fake_github.server import FakeGitHub
from tests.gitops.approval.doctor.conftest import ADMINISTRATOR

HOSTILE = "[red]x[/]\x1b[31m\u202e\n::error::y\n`$(touch z)`"
REPOSITORY = {"GITHUB_REPOSITORY": "acme/market-pipelines"}


@pytest.fixture(autouse=True)
def _asked(github: FakeGitHub, monkeypatch: pytest.MonkeyPatch) -> None:
    token = github.token("mara", ADMINISTRATOR)
    for name, value in github.environ(token).items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)


def _doctor(*options: str) -> Result:
    return CliRunner().invoke(app, ["doctor", *options])


def test_a_repository_with_all_settings_ends_with_0() -> None:
    done = _doctor()

    assert done.exit_code == 0, done.output
    assert done.output.splitlines()[-1] == "25 ok, 0 open, 0 unknown"
    assert "gh " not in done.output


def test_each_finding_ends_with_a_command_that_is_printed_once(github: FakeGitHub) -> None:
    github.store.protection.rules.clear()
    github.store.protection.hidden.add("code-scanning/default-setup")

    done = _doctor()

    assert done.exit_code == 1
    lines = done.output.splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[-1] == "18 ok, 6 open, 1 unknown"
    assert "open     main: code owners approve" in lines
    assert lines.count("gh api -X POST repos/acme/market-pipelines/rulesets \\") == 1
    assert "  --input - <<'JSON'" in lines
    begin = lines.index("{")
    ruleset = json.loads("\n".join(lines[begin : lines.index("JSON")]))
    assert ruleset["rules"][1]["parameters"]["required_status_checks"] == [
        {"context": "check"},
        {"context": "review/prod"},
    ]


def test_programs_read_json(github: FakeGitHub) -> None:
    github.store.protection.variables.pop("PLAN_ROLE_ARN")

    done = _doctor("--json")

    assert done.exit_code == 1
    found = json.loads(done.stdout)
    assert found["repository"] == "acme/market-pipelines"
    assert [each for each in found["rows"] if each["state"] != "ok"] == [
        {
            "what": "variable PLAN_ROLE_ARN",
            "state": "open",
            "detail": "not set",
            "fix": "gh variable set PLAN_ROLE_ARN -R acme/market-pipelines \\\n"
            "  --body VALUE  # gitops bootstrap prints it",
        }
    ]


def test_what_github_answers_is_inert(github: FakeGitHub) -> None:
    about = github.store.protection
    about.codeowners_errors.append({"line": 1, "kind": HOSTILE, "message": HOSTILE, "path": "p"})
    about.branch_policies["prod"].append({"id": 2, "name": HOSTILE, "type": "branch"})
    about.rulesets[1]["bypass_actors"].append({"actor_type": HOSTILE, "actor_id": None})
    about.code_scanning["state"] = HOSTILE
    about.subject["sub_claim_prefix"] = HOSTILE

    done = _doctor()

    assert done.exit_code == 1
    for forbidden in ("\x1b", "\u202e", "`"):
        assert forbidden not in done.output
    assert not [line for line in done.output.splitlines() if line.startswith("::")]
    assert done.output.count("[red]x[/]") == 5
    commands = done.output[done.output.index("\n# ") :]
    assert "touch" not in commands


def test_a_workflow_cannot_put_a_command_into_a_fix(tmp_path: Path) -> None:
    (tmp_path / "x.yml").write_text(
        "jobs:\n  a:\n    environment: {name: 'a;touch z'}\n"
        "    steps: [{run: '${{ vars.A;touch }}'}]\n"
    )

    done = _doctor()

    assert done.exit_code == 1
    assert "gh variable set A -R" in done.output
    assert "touch" not in done.output


def test_without_a_token_the_remedy_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(github_login, "_printed", lambda _argv: "")
    monkeypatch.delenv("GITHUB_TOKEN")

    with pytest.raises(
        Refusal, match=r"^No token for GitHub: set GITHUB_TOKEN, or log in with `gh"
    ):
        CliRunner().invoke(app, ["doctor"], catch_exceptions=False)


def _programs(folder: Path, **scripts: str) -> dict[str, str]:
    """A PATH with these programs in front."""
    for name, script in scripts.items():
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o700)
    return {"PATH": f"{folder}:{os.environ['PATH']}"}


@pytest.mark.parametrize(
    "origin",
    [
        "https://github.com/acme/market-pipelines.git",
        "https://github.com/acme/market-pipelines",
        "git@github.com:acme/market-pipelines.git",
        "ssh://git@github.com/acme/market-pipelines",
    ],
)
def test_a_person_needs_no_variables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, origin: str
) -> None:
    found = _programs(tmp_path, gh='[ "$*" = "auth token" ] && echo secret', git=f"echo {origin}")
    monkeypatch.setenv("PATH", found["PATH"])

    environ = github_login.login({})

    assert environ == {"GITHUB_TOKEN": "secret", **REPOSITORY}


@pytest.mark.parametrize("name", ["", "acme", "acme/x/y", "acme/x;touch", "../x y"])
def test_a_repository_of_another_form_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(github_login, "_printed", lambda _argv: "")

    with pytest.raises(Refusal, match="No repository: set GITHUB_REPOSITORY to owner/name"):
        github_login.login({"GITHUB_TOKEN": "t", "GITHUB_REPOSITORY": name})


def test_a_failed_login_of_gh_is_no_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", _programs(tmp_path, gh="echo broken; exit 1")["PATH"])

    with pytest.raises(Refusal, match="No token"):
        github_login.login(REPOSITORY)
