"""Nothing of the real stacks can be taken away, or led to another resource, without a finding."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from policies.engine import synth
from policies.engine.catalogue import Policy, discover
from policies.engine.evaluation import verdicts_of
from policies.engine.resource import Resource
from policies.engine.stack import Stack

REFERENCE = re.compile(r"\$\{(aws_[a-z_]+\.[A-Za-z0-9_-]+)\.")
# Both apis declare the same statuses: which of the two says "202" or "502" changes nothing.
ALIKE = {"aws_api_gateway_method_response"}
# What only helps to read; test_runbook misses a query that the runbook names.
HELPFUL = {"aws_cloudwatch_query_definition"}


@pytest.fixture(scope="module")
def stacks(synthesized: Path, account: Path) -> list[Stack]:
    return [*synth.read(synthesized), *synth.read(account)]


def noticed(stack: Stack, policies: list[Policy]) -> bool:
    """Whether any policy finds fault; it stops at the first that does."""
    return any(verdict.failed for policy in policies for verdict in verdicts_of(policy, [stack]))


def test_the_whole_stacks_are_noticed_by_nobody(stacks: list[Stack]) -> None:
    assert not any(noticed(stack, discover()) for stack in stacks)
    assert sum(len(list(swaps(stack))) for stack in stacks) > len(stacks)


def test_no_resource_can_be_taken_away(stacks: list[Stack]) -> None:
    policies = discover()
    lost = [
        resource.address
        for stack in stacks
        for resource in stack.resources
        if resource.type not in HELPFUL and not noticed(without(stack, resource), policies)
    ]

    assert lost == []


def test_no_reference_can_lead_to_another_resource_of_its_type(stacks: list[Stack]) -> None:
    policies = discover()
    unnoticed = [
        said for stack in stacks for said, swapped in swaps(stack) if not noticed(swapped, policies)
    ]

    assert unnoticed == []


def without(stack: Stack, resource: Resource) -> Stack:
    return replace(stack, resources=[one for one in stack.resources if one is not resource])


def swaps(stack: Stack) -> Iterator[tuple[str, Stack]]:
    """What was led where, and the stack in which it was."""
    for resource in stack.resources:
        if resource.type in HELPFUL:
            continue
        text = json.dumps({key: held for key, held in resource.values.items() if key != "//"})
        for address in sorted(set(REFERENCE.findall(text))):
            other = another(address, stack)
            if other:
                swapped = json.loads(text.replace(f"${{{address}.", f"${{{other}."))
                said = f"{resource.address}: {address} -> {other}"
                yield said, changed(stack, resource, swapped)


def another(address: str, stack: Stack) -> str | None:
    """The next resource of the same type."""
    kind = address.split(".", maxsplit=1)[0]
    others = [one.address for one in stack.of_type(kind) if one.address != address]
    return others[0] if others and kind not in ALIKE else None


def changed(stack: Stack, resource: Resource, values: Mapping[str, Any]) -> Stack:
    resources = [replace(one, values=values) if one is resource else one for one in stack.resources]
    return replace(stack, resources=resources)
