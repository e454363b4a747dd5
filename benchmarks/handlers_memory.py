"""How much memory a function takes up between its ten thousandth and hundred thousandth tick.

The client's answers are made up below its network: a store in the same process would grow itself.
"""

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders

from benchmarks.enricher_account import FIRST_MS, context, item, record
from benchmarks.handlers_start import VARIABLES
from benchmarks.ingest_account import SECRET, Ingestion, webhook
from benchmarks.timing import ROOT

WARM, ALL, PER_BODY, PER_BATCH = 10_000, 100_000, 20, 100
FUNCTIONS = ("webhook_processor", "price_enricher")
SYMBOL = "BTC-USD"
PUBLISHED = "<R><PublishResult><MessageId>m</MessageId></PublishResult></R>"
PAGE_MB = os.sysconf("SC_PAGE_SIZE") / 2**20


def measure() -> dict[str, float]:
    """`handlers.rss_growth_mb_100k` of the function that grows most, each in its own process."""
    return {"handlers.rss_growth_mb_100k": max(map(_growth, FUNCTIONS))}


def _growth(function: str) -> float:
    """Megabytes, of a process that does nothing but call the handler."""
    argv = [sys.executable, "-m", "benchmarks.handlers_memory", function]
    environ = {**os.environ, **VARIABLES}
    done = subprocess.run(argv, cwd=ROOT, env=environ, capture_output=True, text=True, check=True)
    return float(done.stdout.splitlines()[-1])


def _run(work: Callable[[int], int]) -> float:
    """Do all ticks, `work(first)` answers how many it did; the growth after the warm ones."""
    done, warm = 0, 0.0
    while done < ALL:
        done += work(done)
        if not warm and done >= WARM:
            warm = _resident_mb()
    return _resident_mb() - warm


def _resident_mb() -> float:
    with open("/proc/self/statm") as statm:  # noqa: PTH123 (not worth a Path)
        return int(statm.read().split()[1]) * PAGE_MB


def _ingest() -> Callable[[int], int]:
    ingestion = Ingestion()
    parameter = {"Parameter": {"Value": SECRET}}
    _answered(ingestion.ssm, lambda _request: json.dumps(parameter))
    _answered(ingestion.dynamodb, lambda _request: "{}")

    def work(first: int) -> int:
        ingestion.process(webhook(first, PER_BODY))
        return PER_BODY

    return work


def _enrich() -> Callable[[int], int]:
    handler = importlib.import_module("lambda_src.price_enricher.handler")
    newest = 0
    _answered(handler.DYNAMODB, lambda request: json.dumps(_query(json.loads(request), newest)))
    _answered(handler.SNS, lambda _request: PUBLISHED)

    def work(first: int) -> int:
        nonlocal newest
        newest = first + PER_BATCH - 1
        records = [record(each, item(each, SYMBOL)) for each in range(first, newest + 1)]
        if handler.lambda_handler({"Records": records}, context()) != {"batchItemFailures": []}:
            raise RuntimeError("a batch was not enriched")
        return PER_BATCH

    return work


def _query(request: dict[str, Any], newest: int) -> dict[str, Any]:
    """The items that a Query asks for; anything else is a write."""
    condition = request.get("KeyConditionExpression")
    if condition is None:
        return {}
    bound = request["ExpressionAttributeValues"].get(":bound")
    at = newest if bound is None else int(bound["N"]) - FIRST_MS
    if request["ScanIndexForward"]:
        positions = range(at + 1, newest + 1)
    else:
        positions = range(at if "<=" in condition or bound is None else at - 1, -1, -1)
    found = [item(each, SYMBOL) for each in positions[: request["Limit"]]]
    last: dict[str, Any] = {"LastEvaluatedKey": {}} if len(positions) > len(found) else {}
    return {"Items": found, **last}


class _Raw(BytesIO):
    """A body as urllib3 would hand it over."""

    def stream(self, **_: Any) -> Any:
        """All of it at once."""
        yield self.read()


def _answered(client: Any, answer: Callable[[bytes], str]) -> None:
    """Let the client get `answer` of its request's body instead of asking the network."""

    def reply(request: Any, **_: Any) -> AWSResponse:
        raw: Any = _Raw(answer(request.body).encode())
        return AWSResponse(request.url, 200, HTTPHeaders(), raw)

    client.meta.events.register("before-send", reply)


if __name__ == "__main__":
    print(_run({"webhook_processor": _ingest, "price_enricher": _enrich}[sys.argv[1]]()))
