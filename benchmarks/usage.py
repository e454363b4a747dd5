"""What a tick and a message make the resources do, measured on the embedded cloud.

`python -m benchmarks.usage` deploys an environment, sends ticks and messages through it, reads the
logs of its functions and its tables, and writes `benchmarks/usage.toml`, which `gitops cost` reads.

Durations are those of this machine, not of AWS: replace them by those of REPORT lines once there is
an environment on AWS.
"""

import base64
import json
import math
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.enricher_account import BATCH, account
from gitops.adapters import cloud as clouds
from gitops.adapters.aws import client
from gitops.adapters.cloud import Cloud
from gitops.environment import outputs

SUFFIX = "usage"
COUNT = 300
RATE = 10
# One message in ten crosses a threshold.
ALERTING, QUIET, EVERY = 200, 100, 10
FILE = Path("benchmarks/usage.toml")
# CloudWatch Logs bills 26 bytes more for each event.
# https://aws.amazon.com/cloudwatch/pricing/ and PutLogEvents, read 2026-11-26
EVENT_BYTES = 26
WRITE_UNIT, READ_UNIT = 1024, 4096
NUMBER_BYTES = 21
Rows = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Logs:
    """What the log group of a function holds."""

    invocations: int
    milliseconds: float
    size: int
    metrics: frozenset[tuple[str, ...]]


def main() -> None:
    """Measure both stacks and write the file."""
    with _deployed() as (cloud, found):
        ticks = _ticks(cloud, found["crypto-price-processing"])
        messages = _messages(cloud, found["market-data-processing"])
    FILE.write_text(_toml([ticks, messages]))
    print(FILE)


@dataclass(frozen=True)
class Measured:
    """One stack's part of the file."""

    stack: str
    unit: str
    custom_metrics: int
    resources: Rows


@contextmanager
def _deployed() -> Iterator[tuple[Cloud, dict[str, dict[str, str]]]]:
    # Batching windows must last as long as on AWS: they decide how many ticks one invocation takes.
    clouds.TIME_SCALE = 1.0
    cloud = clouds.up(port=0)
    try:
        _run("gitops", "deploy")
        yield cloud, outputs.read(SUFFIX)
    finally:
        clouds.down()


def _run(module: str, *arguments: str, given: str = "") -> None:
    """Run a command on the environment to its end.

    Raises:
        CalledProcessError: it failed.
    """
    command = [sys.executable, "-m", module, *arguments, "--suffix", SUFFIX]
    subprocess.run(command, input=given, text=True, check=True)


def _ticks(cloud: Cloud, found: Mapping[str, str]) -> Measured:
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
    _run("market", "secret", "set", "coinbase", given=secret)
    feed = ("--exchange", "coinbase", "--rate", str(RATE), "--count", str(COUNT))
    _run("market", "feed", *feed)
    processor, enricher = _logs(cloud, "webhook-processor"), _logs(cloud, "price-enricher")
    size = _item_bytes(cloud, found["dynamodb_table_name"])
    resources: Rows = {
        "aws_api_gateway_rest_api.price-webhooks-api": {"requests": 1},
        **_of("webhook-processor", processor),
        **_of("price-enricher", enricher),
        "aws_dynamodb_table.crypto-prices-table": {
            # Stored once, written again with its indicators.
            "write_units": 2 * math.ceil(size / WRITE_UNIT),
            "read_units": _read_units(max(1, round(COUNT / enricher.invocations)), size),
            "item_bytes": size,
        },
        # What both functions announce.
        "aws_sns_topic.price-updates-success-topic": {
            "requests": (processor.invocations + enricher.invocations) / COUNT
        },
    }
    metrics = len(processor.metrics | enricher.metrics)
    return Measured("crypto-price-processing", "tick", metrics, resources)


def _messages(cloud: Cloud, found: Mapping[str, str]) -> Measured:
    queue, table = found["sqs_queue_url"], found["dynamodb_table_name"]
    for number in range(COUNT):
        price = ALERTING if number % EVERY == 0 else QUIET
        body = json.dumps({"symbol": "BTC-USD", "price": price})
        client(cloud, "sqs").send_message(QueueUrl=queue, MessageBody=body)
        time.sleep(1 / RATE)
    alerts = COUNT // EVERY
    _wait_for(lambda: len(_items(cloud, table)) == alerts)
    processor = _logs(cloud, "data-processor")
    size = _item_bytes(cloud, table)
    resources: Rows = {
        **_of("data-processor", processor),
        # Sent by itself; received and deleted in batches.
        "aws_sqs_queue.market-data-queue-queue": {
            "requests": 1 + 2 * processor.invocations / COUNT
        },
        "aws_dynamodb_table.market-alerts-table": {
            "write_units": math.ceil(size / WRITE_UNIT) / EVERY,
            "item_bytes": size / EVERY,
        },
        "aws_sns_topic.trading-alerts-topic": {"requests": 1 / EVERY},
    }
    return Measured("market-data-processing", "message", len(processor.metrics), resources)


def _wait_for(condition: Any) -> None:
    for _ in range(600):
        if condition():
            return
        time.sleep(0.1)
    raise RuntimeError("not all messages were processed within a minute")


def _of(function: str, logs: Logs) -> Rows:
    """The rows of a function and of its log group."""
    return {
        f"aws_lambda_function.{function}-function": {
            "requests": logs.invocations / COUNT,
            "milliseconds": logs.milliseconds / logs.invocations,
        },
        f"aws_cloudwatch_log_group.{function}-logs": {"log_bytes": logs.size / COUNT},
    }


def _logs(cloud: Cloud, function: str) -> Logs:
    """What a function logged: platform.report lines tell invocations and billed time."""
    pages = client(cloud, "logs").get_paginator("filter_log_events")
    group = f"/aws/lambda/{function}-{SUFFIX}"
    texts = [e["message"] for page in pages.paginate(logGroupName=group) for e in page["events"]]
    lines = [json.loads(text) for text in texts if text.startswith("{")]
    reports = [line["record"] for line in lines if line.get("type") == "platform.report"]
    return Logs(
        len(reports),
        sum(one["metrics"]["billedDurationMs"] for one in reports),
        sum(len(text.encode()) + EVENT_BYTES for text in texts),
        frozenset(metric for line in lines for metric in _metrics(line)),
    )


def _metrics(line: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """Each metric of a log line: namespace, name and the values of its dimensions."""
    for directive in line.get("_aws", {}).get("CloudWatchMetrics", ()):
        for dimensions in directive["Dimensions"]:
            values = [str(line[name]) for name in dimensions]
            for metric in directive["Metrics"]:
                yield directive["Namespace"], metric["Name"], *values


def _items(cloud: Cloud, table: str) -> list[dict[str, Any]]:
    pages = client(cloud, "dynamodb").get_paginator("scan").paginate(TableName=table)
    return [item for page in pages for item in page["Items"]]


def _item_bytes(cloud: Cloud, table: str) -> float:
    """The mean size of an item: names and values in UTF-8, numbers at their longest."""
    sizes = [
        sum(len(name.encode()) + _size(value) for name, value in item.items())
        for item in _items(cloud, table)
    ]
    return sum(sizes) / len(sizes)


def _size(value: Mapping[str, Any]) -> int:
    ((kind, content),) = value.items()
    return NUMBER_BYTES if kind == "N" else len(str(content).encode())


def _read_units(batch: int, item_bytes: float) -> float:
    """Read units of a record in batches of that size: whole items are billed, not what is asked.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
    """
    with account() as enricher:
        enricher.store(history=BATCH, symbols=1)
        records = enricher.arrive(batch, 1)
        units: list[int] = []

        def count(parsed: Mapping[str, Any], **_: Any) -> None:
            units.append(max(1, math.ceil(len(parsed["Items"]) * item_bytes / READ_UNIT)))

        enricher.client.meta.events.register("after-call.dynamodb.Query", count)
        enricher.process(records)
    return sum(units) / batch


def _toml(stacks: list[Measured]) -> str:
    """The file; a number has three digits behind the point at most."""
    today = datetime.now(UTC).date()
    lines = [
        "# What a tick and a message make the resources of their stacks do; for `gitops cost`.",
        f"# Measured on the embedded cloud on {today} by `make usage`: {COUNT} of each, {RATE} a",
        f"# second, one message in {EVERY} is an alert. Durations are that machine's: take those",
        "# of REPORT lines on AWS as soon as there are some.",
    ]
    for stack in stacks:
        lines += ["", f"[{stack.stack}]", f'unit = "{stack.unit}"']
        lines += [f"custom_metrics = {stack.custom_metrics}"]
        for address, row in stack.resources.items():
            lines += ["", f'[{stack.stack}.resources."{address}"]']
            lines += [f"{name} = {round(value, 3):g}" for name, value in row.items()]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
