"""Rejected ticks are found in the log of the function, with their reasons and without bodies."""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from typing import Any

import pytest
from typer.testing import CliRunner

from gitops.adapters.cloud import Cloud
from gitops.adapters.errors import Refusal
from market.cli import app
from market.rejects import Reject, RejectLog
from tests.localcloud.conftest import Client
from tests.market.redrive.conftest import client, cloud, create_function, where

__all__ = ["client", "cloud", "create_function", "where"]

GROUP = "/aws/lambda/webhook-processor-dev"
Write = Callable[..., None]


@pytest.fixture
def write(client: Client) -> Write:
    """Appends lines to the log of the function, as its runtime does."""
    logs = client("logs")
    logs.create_log_group(logGroupName=GROUP)
    logs.create_log_stream(logGroupName=GROUP, logStreamName="s")

    def lines(*records: dict[str, Any]) -> None:
        at = time.time_ns() // 1_000_000
        events = [{"timestamp": at, "message": json.dumps(record)} for record in records]
        logs.put_log_events(logGroupName=GROUP, logStreamName="s", logEvents=events)

    return lines


def _line(reason: str, ticks: int = 1) -> dict[str, Any]:
    return {
        "message": "rejected",
        "level": "INFO",
        "api_request_id": "request-1",
        "Exchange": "kraken",
        "Reason": reason,
        "TicksRejected": ticks,
    }


def test_rejections_are_read_once_each_oldest_first(where: Cloud, write: Write) -> None:
    write(_line("bad_price"), {"message": "webhook processed"}, _line("too_many_ticks", 51))
    log = RejectLog(where, "dev")

    found = log.since(0)

    assert [replace(each, at="") for each in found] == [
        Reject("", "kraken", "bad_price", 1, "request-1"),
        Reject("", "kraken", "too_many_ticks", 51, "request-1"),
    ]
    assert log.since(0) == []
    write(_line("bad_time"))
    assert [each.reason for each in log.since(0)] == ["bad_time"]


def test_new_ones_are_followed(where: Cloud, write: Write) -> None:
    write(_line("bad_price"))

    def sleep(_seconds: float) -> None:
        write(_line("bad_time"))

    followed = RejectLog(where, "dev").follow(0, sleep)

    assert [each.reason for each in islice(followed, 3)] == ["bad_price", "bad_time", "bad_time"]


@pytest.mark.usefixtures("client")
def test_an_environment_without_a_log_is_refused(where: Cloud) -> None:
    with pytest.raises(Refusal, match=r"^nobody has no log of webhook-processor; deploy it first"):
        RejectLog(where, "nobody").since(0)


def test_the_command_lists_the_last_ones_as_table_or_json(
    where: Cloud, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(*(_line(reason) for reason in ("bad_price", "bad_time", "bad_symbol")))
    monkeypatch.setattr("market.commands.rejects.clouds.find", lambda _: where)

    table = CliRunner().invoke(app, ["rejects", "--last", "2"]).stdout.splitlines()
    lines = CliRunner().invoke(app, ["rejects", "--json", "--last", "1"]).stdout.splitlines()

    assert table[0].split() == ["at", "exchange", "reason", "ticks", "request"]
    assert [line.split()[1:] for line in table[1:]] == [
        ["kraken", "bad_time", "1", "request-1"],
        ["kraken", "bad_symbol", "1", "request-1"],
    ]
    assert [json.loads(line)["reason"] for line in lines] == ["bad_symbol"]


def test_as_json_nothing_is_no_line(
    where: Cloud, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write({"message": "webhook processed"})
    monkeypatch.setattr("market.commands.rejects.clouds.find", lambda _: where)

    done = CliRunner().invoke(app, ["rejects", "--json"])

    assert (done.stdout, done.exit_code) == ("", 0)
    assert "Nothing was rejected in dev" in done.stderr
