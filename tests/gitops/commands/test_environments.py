"""The list of environments is read by people at 80 columns, by pipes and by programs."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from rich.console import Console

from gitops.adapters.aws import client
from gitops.adapters.cloud import Cloud
from gitops.adapters.console import Reporter
from gitops.commands import fleet
from gitops.commands.options import CloudName
from gitops.environment.record import Record, rfc3339
from gitops.environment.registry import registry_of
from gitops.fleet.candidates import Found, SweepDecision
from tests.gitops.conftest import BUCKET

NOW = datetime.now(UTC).replace(microsecond=0)
HOUR = timedelta(hours=1)
RECORD = Record("pr-7", rfc3339(NOW - HOUR), rfc3339(NOW + HOUR), owner="octo-cat[bot]")
LONGEST = "a-name-of-20-letters"


def _decisions() -> list[SweepDecision]:
    found = Found("pr-7", NOW + HOUR, RECORD, ["prices"], ["record", "state", "tags"])
    long = replace(found, suffix=LONGEST, record=None)
    reason = "it expired at 2026-01-01 00:00 and its pull request is closed"
    return [
        SweepDecision(found, removes=False, reason="it has not expired"),
        SweepDecision(long, removes=True, reason=reason),
    ]


def test_in_80_columns_no_name_is_broken_and_no_line_too_long() -> None:
    file = StringIO()
    out = Console(file=file, width=80, force_terminal=True, color_system=None)

    Reporter(out=out).show(fleet._table(_decisions()))

    lines = file.getvalue().splitlines()
    assert max(map(len, lines)) <= 80
    assert any(line.startswith(f"{LONGEST} ") for line in lines)
    text = " ".join(file.getvalue().split())
    assert f"{NOW + HOUR:%Y-%m-%d %H:%M}Z" in text


def test_in_a_pipe_an_environment_is_one_line() -> None:
    file = StringIO()

    Reporter(out=Console(file=file)).show(fleet._table(_decisions()))

    rows = [line for line in file.getvalue().splitlines() if line.startswith(("pr-7", LONGEST))]
    assert ["keep: it has not expired" in rows[0], "remove: it expired" in rows[1]] == [
        True,
        True,
    ]
    assert "octo-cat[bot]" in rows[0]


def test_json_is_all_of_the_output(
    aws: Cloud, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("GITHUB_TOKEN", raising=False)
    registry_of(aws).write(RECORD)
    client(aws, "s3").put_object(Bucket=BUCKET, Key="environments/demo.json", Body=b"{")

    fleet.environments(CloudName.aws, as_json=True)

    printed = json.loads(capsys.readouterr().out)
    (environment,) = [each for each in printed["environments"] if each["environment"] == "pr-7"]
    assert environment == {
        "environment": "pr-7",
        "owner": "octo-cat[bot]",
        "pull_request": 7,
        "created": RECORD.created,
        "expires": RECORD.expires,
        "found_by": ["record"],
        "sweep": "keep",
        "reason": environment["reason"],
    }
    (unreadable,) = printed["unreadable"]
    assert unreadable["suffix"] == "demo"
    assert "environments/demo.json cannot be read" in unreadable["reason"]
