"""The stacks on an embedded cloud of their own, which does what a test asks of its faults."""

import json
import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import urllib3

from gitops.adapters.cloud import Cloud, Embedded
from gitops.adapters.paths import ROOT, EnvironmentPaths
from tests.integration.crypto_price_processing.deployed import CryptoPriceProcessing
from tests.share import NIGHTLY, keep

# The slowest of machines; how long it takes is asserted nowhere.
PATIENCE_SECONDS = 1500.0
# Longer than the longest pause between two tries of a batch or an event, in seconds of AWS, and
# than a call that waits in vain for an answer, in real ones.
CALM_AWS_SECONDS, CALM_SECONDS = 600.0, 6.0
# They choose what they run for each commit; of all other tests that is a tenth.
OWN_SHARE = {"test_alarms.py", "test_runbook.py"}
# Minutes long: with NIGHTLY=1 only.
collect_ignore = [] if NIGHTLY else ["test_late_truth.py"]
Rule = dict[str, Any]
Inject = Callable[..., list[dict[str, Any]]]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    here = [item for item in items if item.path.parent == Path(__file__).parent]
    keep(config, items, [item for item in here if item.path.name not in OWN_SHARE], 0.1)


@pytest.fixture(scope="session")
def cloud() -> Iterator[Cloud]:
    """The cloud, where AWS is for every client of this process."""
    embedded = Embedded()
    cloud = embedded.start()
    os.environ |= cloud.variables
    os.environ |= {
        "MARKET_CLOUD": "aws",
        "MARKET_AWS_ENDPOINT": cloud.endpoint,
        "MARKET_TIME_SCALE": str(cloud.time_scale),
    }
    yield cloud
    embedded.stop()


@pytest.fixture(scope="session")
def environment(cloud: Cloud) -> Iterator[str]:
    """The suffix of the deployed environment; its secrets are set."""
    assert cloud
    suffix = f"faults-{secrets.token_hex(3)}"
    os.environ["ENVIRONMENT_SUFFIX"] = suffix
    os.environ["MARKET_OUTPUTS"] = str(EnvironmentPaths(suffix).outputs)
    gitops("deploy")
    market_command("secret", "set", "coinbase", "--generate")
    yield suffix
    gitops("destroy")
    shutil.rmtree(EnvironmentPaths(suffix).home, ignore_errors=True)


@pytest.fixture(scope="session")
def crypto(environment: str) -> CryptoPriceProcessing:
    """The first stack."""
    assert environment
    return CryptoPriceProcessing.read()


@pytest.fixture
def inject(cloud: Cloud) -> Iterator[Inject]:
    """Replaces the faults of the cloud by these; they end with the test."""

    def put(*rules: Rule) -> list[dict[str, Any]]:
        body = json.dumps(rules).encode()
        answer = urllib3.request("PUT", f"{cloud.endpoint}/_localcloud/faults", body=body)
        assert answer.status == 200, answer.data
        recorded: list[dict[str, Any]] = answer.json()
        return recorded

    yield put
    put()


# Harms nothing, and counts the calls of all functions.
WATCH: Rule = {"operation": "*", "caller": "?*", "effect": "slow", "probability": 0.0}


@pytest.fixture
def hits(cloud: Cloud) -> Callable[[], int]:
    """How many calls the present faults have hit."""
    return lambda: sum(rule["hits"] for rule in _rules(cloud))


@pytest.fixture
def at_rest(cloud: Cloud) -> Callable[[], None]:
    """Waits until no function has called AWS for a while; `WATCH` must be the first fault."""

    def wait() -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        before, calm_since = 0, time.monotonic()
        calm_s = CALM_AWS_SECONDS * cloud.time_scale + CALM_SECONDS
        while time.monotonic() - calm_since < calm_s:
            assert time.monotonic() < deadline, f"the functions go on and on: {before} calls"
            time.sleep(1)
            now = _rules(cloud)[0]["seen"]
            if now != before:
                before, calm_since = now, time.monotonic()

    return wait


def _rules(cloud: Cloud) -> list[dict[str, Any]]:
    recorded: list[dict[str, Any]] = urllib3.request(
        "GET", f"{cloud.endpoint}/_localcloud/faults"
    ).json()
    return recorded


def gitops(*arguments: str) -> str:
    """Run a `gitops` command; return what it printed."""
    return _run("gitops", *arguments)


def market_command(*arguments: str) -> str:
    """Run a `market` command; return what it printed."""
    return _run("market", *arguments)


def _run(module: str, *arguments: str) -> str:
    argv = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{module} {' '.join(arguments)}\n{done.stdout}\n{done.stderr}"
    return done.stdout + done.stderr
