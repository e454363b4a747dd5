"""What a policy asks of a stack grows as the stack does, and no collector gets in its way."""

import gc
import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from benchmarks.policies_engine import STACK, grown
from policies.engine import synth
from policies.engine.catalogue import discover
from policies.engine.evaluation import verdicts_of
from policies.engine.garbage import no_collections
from policies.engine.resource import Resource
from policies.engine.stack import Stack, Step
from policies.engine.values import Value

FEW, MANY = 200, 600
# What is asked once of the whole stack makes the growth smaller, never larger.
MOST = MANY / FEW * 1.2


def test_no_policy_asks_every_resource_about_every_other(
    synthesized: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = json.loads((synthesized / "stacks" / STACK / "cdk.tf.json").read_bytes())

    few, many = (_asked(grown(document, size), monkeypatch) for size in (FEW, MANY))

    assert few.total() > FEW
    assert {policy: (few[policy], n) for policy, n in many.items() if n > few[policy] * MOST} == {}


def _asked(document: Mapping[str, Any], monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How many values each policy asks for."""
    counts = Counter[str]()
    stack, value = synth.stack(STACK, document), Stack.value

    def counted(self: Stack, resource: Resource, *path: Step) -> Value:
        counts[asking] += 1
        return value(self, resource, *path)

    with monkeypatch.context() as patched:
        patched.setattr(Stack, "value", counted)
        for policy in discover():
            asking = policy.id
            list(verdicts_of(policy, [stack]))
    return counts


def test_the_collector_is_off_inside_and_on_again_whatever_happens() -> None:
    def fail() -> None:
        with no_collections():
            assert not gc.isenabled()
            raise RuntimeError("inside")

    with pytest.raises(RuntimeError, match="inside"):
        fail()

    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off() -> None:
    gc.disable()
    try:
        with no_collections():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
