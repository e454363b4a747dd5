"""Every policy gives a verdict on malformed input in any attribute of the real stacks."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from policies.engine import synth
from policies.engine.catalogue import discover
from policies.engine.evaluation import evaluate
from policies.engine.resource import Resource
from policies.engine.stack import Stack
from policies.engine.verdict import Status

POLICIES = discover()
# What the engine refuses or reads itself before any policy does.
OURS = {"//", "depends_on"}
# Nothing of this is what AWS takes, wherever it stands.
MALFORMED: list[Any] = [
    [],
    {},
    [3],
    [[]],
    {"a": [{}]},
    1.5,
    "${",
    '{"Statement": [{"Effect": "Allow", "Action": {}, "Principal": [1], "Condition": []}]}',
    '{"redrivePermission": "byQueue", "sourceQueueArns": 3, "widgets": [3, {"type": []}]}',
]


def spoiled(stack: Stack, malformed: Any) -> Iterator[Stack]:
    """The stack with one attribute of every resource spoiled, each attribute in its turn."""
    widest = max(len(_attributes(resource)) for resource in stack.resources)
    for place in range(widest):
        yield replace(stack, resources=[_spoiled(one, place, malformed) for one in stack.resources])


def _spoiled(resource: Resource, place: int, malformed: Any) -> Resource:
    names = _attributes(resource)
    spoiling = {names[place]: malformed} if place < len(names) else {}
    return replace(resource, values={**resource.values, **spoiling})


def _attributes(resource: Resource) -> list[str]:
    return sorted(set(resource.values) - OURS)


@pytest.mark.parametrize("malformed", MALFORMED, ids=str)
def test_no_policy_is_at_a_loss(everything: Path, malformed: Any) -> None:
    crashed = [
        verdict.message
        for stack in synth.read(everything)
        for broken in spoiled(stack, malformed)
        for verdict in evaluate([broken], POLICIES).verdicts
        if verdict.status is Status.CRASHED
    ]

    assert crashed == []


@pytest.mark.parametrize("unit", ["a", "a-", "arn:${", "arn:", "://a:", '{"', " "])
def test_a_long_text_takes_no_policy_long(everything: Path, unit: str) -> None:
    text = unit * (200_000 // len(unit))
    stack = synth.read(everything)[0]
    function = next(iter(stack.of_type("aws_lambda_function")))
    long = replace(function, values={**function.values, "description": text})

    began = time.process_time()
    evaluate([replace(stack, resources=[long])], POLICIES)

    assert time.process_time() - began < 10
