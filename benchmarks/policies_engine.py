"""The whole catalogue on growing stacks: the time grows no faster than the stacks, nor the memory.

A stack of any size is the real one, synthesized, repeated: its references stay within each copy.
"""

import gc
import json
import re
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import islice
from typing import Any

from gitops.adapters.package import package
from gitops.adapters.paths import ROOT, EnvironmentPaths
from gitops.environment.record import Record
from gitops.environment.synthesis import synthesize
from policies.engine import synth
from policies.engine.catalogue import discover
from policies.engine.evaluation import evaluate

ROUNDS = 15
SMALL, LARGE, HUGE, LARGEST = 100, 1_000, 10_000, 50_000
STACK = "crypto-price-processing"
KILOBYTES_PER_MEGABYTE = 1_024


def measure() -> dict[str, float]:
    """`policies.engine_1000_vs_100`, `policies.engine_50000_vs_1000`, `policies.peak_rss_mb_10000`.

    The first is a ratio of whole times, for ten times the resources; the second one of times for
    each resource, for fifty times the resources.
    """
    package()
    synthesize(Record("bench", "", ""))
    document = json.loads((EnvironmentPaths("bench").stack(STACK) / "cdk.tf.json").read_bytes())
    large, small = grown(document, LARGE), grown(document, SMALL)
    # As many resources on both sides, so that what else the machine does hits both alike.
    times = [(_seconds(large, 1), _seconds(small, LARGE // SMALL)) for _ in range(ROUNDS)]
    of_large, of_small = (statistics.median(each) for each in zip(*times, strict=True))
    of_largest = _seconds(grown(document, LARGEST), 1)
    return {
        "policies.engine_1000_vs_100": of_large / of_small,
        "policies.engine_50000_vs_1000": (of_largest / LARGEST) / (of_large / LARGE),
        "policies.peak_rss_mb_10000": _peak_of_a_process(),
    }


def grown(document: dict[str, Any], size: int) -> dict[str, Any]:
    """The document with as many resources as `size`, repeated and cut off."""
    resources: dict[str, dict[str, Any]] = {}
    for kind, name, values in islice(_copies(document), size):
        resources.setdefault(kind, {})[name] = values
    return {**document, "resource": resources}


def _copies(document: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    named = [(kind, name) for kind, held in document["resource"].items() for name in held]
    # By name, so that a part holds all kinds as the whole does.
    named.sort(key=lambda one: one[1])
    known = {f"{kind}.{name}" for kind, name in named}
    text = json.dumps(document["resource"])
    number = 0
    while True:
        tail = f"-{number}"
        copy = json.loads(_renamed(text, known, tail))
        yield from ((kind, f"{name}{tail}", copy[kind][name]) for kind, name in named)
        number += 1


def _renamed(text: str, known: set[str], tail: str) -> str:
    """The text with every address in it that the document declares led to the copy's own."""
    addresses = re.compile(r"aws_[a-z0-9_]+\.[A-Za-z_][A-Za-z0-9_-]*")
    return addresses.sub(
        lambda match: match.group() + (tail if match.group() in known else ""), text
    )


def _seconds(document: dict[str, Any], times: int) -> float:
    """Time of one evaluation by all policies of a document in memory, the mean of so many.

    The process's own time: it waits for nothing, and others on the machine do not count.
    """
    policies = discover()
    size = sum(map(len, document["resource"].values()))
    gc.collect()
    began = time.process_time()
    for _ in range(times):
        evaluation = evaluate([synth.stack(STACK, document)], policies)
    took = time.process_time() - began
    if sum(evaluation.examined.values()) < size:
        raise RuntimeError(f"the policies examined too little of {size} resources")
    return took / times


def _peak_of_a_process() -> float:
    """Peak memory of a process that evaluates the huge stack, in megabytes."""
    argv = [sys.executable, "-m", "benchmarks.policies_engine"]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=True)
    return float(done.stdout)


def main() -> None:
    """Judge the huge stack and print this process's peak memory in megabytes."""
    path = EnvironmentPaths("bench").stack(STACK) / "cdk.tf.json"
    _seconds(grown(json.loads(path.read_bytes()), HUGE), 1)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KILOBYTES_PER_MEGABYTE)


if __name__ == "__main__":
    main()
