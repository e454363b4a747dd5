"""The lines that sign a tick in a shell sign it so that the default environment takes it."""

import base64
import os
import re
import subprocess
import time
import tomllib
from pathlib import Path

import pytest

from lambda_src.webhook_processor.logic import WebhookProcessor
from lambda_src.webhook_processor.secret_cache import SecretCache
from lambda_src.webhook_processor.settings import Settings
from stacks import settings as environments
from tests.docs.pages import BLOCK, ROOT
from tests.lambda_src.webhook_processor.fakes import Clock, MemorySecrets, MemoryTable

PAGE = (ROOT / "docs" / "getting-started.md").read_text(encoding="utf-8")
LINES = "\n".join(block for _, block in BLOCK.findall(PAGE) if "SECRET" in block)
# What the page calls, in place of a deployed environment.
COMMANDS = {
    "market": 'cat > "$OUT/secret"',
    "gitops": """echo '  "webhook_url": "https://api.example/v1/webhooks"'""",
    "curl": r"""printf '%s\0' "$@" > "$OUT/sent" """,
}


@pytest.fixture
def sent(tmp_path: Path) -> tuple[str, list[str]]:
    """The secret that was stored, and the arguments of curl."""
    for name, script in COMMANDS.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / name).chmod(0o755)
    variables = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "OUT": str(tmp_path)}
    subprocess.run(["bash", "-euo", "pipefail", "-c", LINES], env=variables, check=True)
    curl = (tmp_path / "sent").read_text().split("\0")[:-1]
    return (tmp_path / "secret").read_text().strip(), curl


def _processor(secret: str) -> WebhookProcessor:
    tables = tomllib.loads((ROOT / "environments.toml").read_text())
    default = environments.environment(tables, "dev")
    settings = Settings(
        environment="dev",
        table="",
        secret_prefix="",
        exchanges=frozenset(default.exchange_endpoints),
        allow_unsigned=default.allow_unsigned,
        ahead_ms=default.max_ahead_seconds * 1000,
        behind_ms=default.max_behind_seconds * 1000,
        max_ticks=default.max_ticks_per_body,
    )
    secrets = SecretCache(MemorySecrets({"coinbase": secret}), Clock())
    return WebhookProcessor(settings, secrets, MemoryTable())


def test_the_signed_tick_is_accepted_by_the_default_environment(
    sent: tuple[str, list[str]],
) -> None:
    secret, curl = sent
    options = dict(zip(curl[2::2], curl[3::2], strict=True))
    headers = dict(re.findall(r"^(webhook-[a-z]+): (.+)$", "\n".join(curl), re.MULTILINE))
    url = curl[1]
    event = {
        "body": base64.b64encode(options["-d"].encode()).decode(),
        "exchange": url.rpartition("/")[2],
        "token": "",
        "received_at_ms": time.time_ns() // 1_000_000,
        "request_id": "request-1",
        "headers": headers,
    }

    answer = _processor(secret).answer(event)

    assert url == "https://api.example/v1/webhooks/coinbase"
    assert (answer["status"], answer["rejected"]) == ("accepted", [])
    assert [tick["symbol"] for tick in answer["ticks"]] == ["BTC-USD"]
    forged = _processor(secret).answer({**event, "body": "e30="})
    assert forged["rejected"] == [{"index": None, "reason": "bad_signature"}]


def test_the_lines_that_sign_a_tick_are_few() -> None:
    (block,) = [block for _, block in BLOCK.findall(PAGE) if "openssl dgst" in block]

    assert len(block.splitlines()) <= 8
