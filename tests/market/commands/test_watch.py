"""`market watch` says where the page is, ends with Ctrl-C, and refuses in one sentence."""

import os
import re
import signal
import subprocess
import sys

import pytest
import urllib3

from localcloud.server import EmbeddedCloud
from tests.lambda_src.conftest import TABLE
from tests.localcloud.conftest import Client, client, cloud

__all__ = ["client", "cloud"]


def _watch(cloud: EmbeddedCloud, *arguments: str) -> subprocess.Popen[str]:
    """The command against this cloud, as `--cloud aws` reaches it in a rehearsal."""
    environ = {
        **os.environ,
        "MARKET_AWS_ENDPOINT": cloud.endpoint,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "market", "watch", "--cloud", "aws", *arguments],
        env=environ,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@pytest.fixture
def stored(client: Client) -> None:
    client("dynamodb").create_table(**TABLE)
    client("dynamodb").update_item(
        TableName=TABLE["TableName"],
        Key={"symbol": {"S": "BTC-USD"}, "timestamp": {"N": "0"}},
        UpdateExpression="ADD series :series",
        ExpressionAttributeValues={":series": {"SS": ["BTC-USD@coinbase"]}},
    )


@pytest.mark.usefixtures("stored")
def test_it_prints_its_address_and_ends_with_ctrl_c(cloud: EmbeddedCloud) -> None:
    with _watch(cloud, "btc-usd") as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        url = re.search(r"http://127\.0\.0\.1:\d+/", line)
        assert url is not None, line
        page = urllib3.request("GET", url[0])
        assert b"market watch" in page.data
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=60)

    assert (output, errors, process.returncode) == ("stopped\n", "", 0)
    assert line == f"dev on aws: {url[0]} (Ctrl-C ends it)\n"


@pytest.mark.usefixtures("stored")
def test_an_unknown_market_is_refused(cloud: EmbeddedCloud) -> None:
    _refused(cloud, "crypto-prices-dev has no market 'BTC-UDS'", "BTC-UDS")


def test_an_environment_that_is_not_deployed_is_refused(cloud: EmbeddedCloud) -> None:
    _refused(cloud, "There is no table crypto-prices-dev in this account and region.")


def _refused(cloud: EmbeddedCloud, why: str, *arguments: str) -> None:
    with _watch(cloud, *arguments) as process:
        output, errors = process.communicate(timeout=120)

    assert output == ""
    assert errors.startswith(f"failed: {why}")
    assert errors.count("\n") == 1
    assert process.returncode != 0
