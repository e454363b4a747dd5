"""A fault rule triggers for the calls that match, as often as it says."""

from typing import Any

import pytest

from localcloud.fault_injection.rule import InvalidFaultRule, parse


def _hits(calls: int = 10, operation: str = "dynamodb.PutItem", **rule: Any) -> int:
    (parsed,) = parse([{"operation": "dynamodb.*", "effect": "throttle", **rule}])
    return sum(parsed.triggers(operation, "worker-dev") for _ in range(calls))


@pytest.mark.parametrize(
    ("rule", "hits"),
    [
        pytest.param({}, 10, id="every call"),
        pytest.param({"operation": "sns.*"}, 0, id="another service"),
        pytest.param({"operation": "dynamodb.PutItem"}, 10, id="this operation"),
        pytest.param({"caller": "worker-*"}, 10, id="this caller"),
        pytest.param({"caller": ""}, 0, id="another caller"),
        pytest.param({"times": 3}, 3, id="so many times"),
        pytest.param({"skip": 4}, 6, id="after some"),
        pytest.param({"skip": 4, "times": 1}, 1, id="the fifth"),
        pytest.param({"probability": 0}, 0, id="never"),
    ],
)
def test_a_rule_hits_the_calls_that_match(rule: dict[str, Any], hits: int) -> None:
    assert _hits(**rule) == hits


def test_chance_is_the_same_for_the_same_seed() -> None:
    by_seed = {seed: _hits(1000, probability=0.3, seed=seed) for seed in (1, 2)}

    assert by_seed[1] == _hits(1000, probability=0.3, seed=1)
    assert all(200 < hits < 400 for hits in by_seed.values())


@pytest.mark.parametrize(
    ("document", "complaint"),
    [
        ({}, "must be a list"),
        (["x"], "'x' is no rule"),
        ([{"operation": "a", "effect": "explode"}], "explode"),
        ([{"effect": "throttle"}], "operation"),
        ([{"operation": "a", "effect": "throttle", "often": 1}], "a rule has no often"),
    ],
)
def test_a_rule_that_is_invalid_is_rejected(document: object, complaint: str) -> None:
    with pytest.raises(InvalidFaultRule, match=complaint):
        parse(document)
