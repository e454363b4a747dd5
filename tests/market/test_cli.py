"""The commands of operators: bad input gets one clear sentence, and scripts can read tables."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import pytest
from typer.testing import CliRunner

from gitops.adapters.cloud import Cloud
from gitops.adapters.paths import ROOT
from market import webhook_secrets
from market.cli import app
from market.webhook_secrets import StoredSecret

CHANGED = datetime(2026, 11, 20, 8, tzinfo=UTC)


@pytest.mark.parametrize("module", ["gitops", "market"])
@pytest.mark.parametrize(
    ("option", "said"),
    [("--version", "market-pipelines 0.1.0\n"), ("--help", "--install-completion")],
)
def test_both_commands_print_their_version_and_how_to_complete(
    module: str, option: str, said: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", module, option], capture_output=True, text=True, check=True, cwd=ROOT
    )

    assert said in done.stdout


def test_an_exchange_that_is_not_served_is_refused() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "market", "secret", "set", "nasdaq", "--suffix", "nobody"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )

    assert done.returncode == 2
    [line] = done.stderr.strip().splitlines()
    assert "'nasdaq' is not configured in nobody; choose one of: binance, coinbase, kraken." in line


def test_the_list_of_secrets_can_be_read_by_a_script(monkeypatch: pytest.MonkeyPatch) -> None:
    def kept(*_: Any) -> list[StoredSecret]:
        return [StoredSecret("kraken", 2, CHANGED)]

    monkeypatch.setattr(webhook_secrets, "kept", kept)
    monkeypatch.setattr("market.commands.secret.clouds.find", lambda _: Cloud.aws())

    done = CliRunner().invoke(app, ["secret", "list", "--json"])

    rows = {row["exchange"]: row for row in json.loads(done.stdout)}
    assert rows["kraken"] == {
        "exchange": "kraken",
        "version": 2,
        "changed": "2026-11-20 08:00 UTC",
        "served": True,
    }
    assert rows["binance"]["version"] is None
