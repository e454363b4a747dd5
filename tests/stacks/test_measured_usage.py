"""`gitops cost` has a price for all that our stacks declare, and measurements of what they have."""

import re
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from gitops.adapters.package import package
from gitops.adapters.project import project
from gitops.cost import resources, usage
from gitops.cost.estimate import StackCost, estimate
from gitops.cost.report import usd
from policies.engine.synth import read
from policies.gate.synthesis import synthesize

PAGE = Path(__file__).resolve().parents[2] / "docs" / "cost.md"


@pytest.fixture(scope="module")
def costs(tmp_path_factory: pytest.TempPathFactory) -> list[StackCost]:
    """What the stacks cost by the measurements that are in the repository."""
    tmp_path = tmp_path_factory.mktemp("cost")
    package()
    synthesize(tmp_path / "synth")
    found = resources.synthesized(read(tmp_path / "synth"))
    measured = usage.read(project().usage)
    return [estimate(name, found[name], used) for name, used in measured.items() if name in found]


def test_every_measured_resource_is_in_its_stack_and_every_type_has_a_price(
    costs: list[StackCost],
) -> None:
    assert costs
    for cost in costs:
        assert (cost.unknown, dict(cost.unpriced)) == ([], {})
        assert cost.per_million > 0
        assert cost.monthly > 0


def test_the_page_says_line_by_line_what_an_idle_environment_costs(costs: list[StackCost]) -> None:
    found = defaultdict[str, Decimal](Decimal)
    for line in (line for cost in costs for line in cost.lines if line.monthly):
        found[f"{line.price.service}: {line.price.unit}"] += line.monthly
    found["sum"] = sum((cost.monthly for cost in costs), Decimal(0))

    assert _column("idle") == {name: usd(amount) for name, amount in found.items()}


def test_the_page_says_what_a_million_ticks_cost_today(costs: list[StackCost]) -> None:
    (ticks,) = (cost for cost in costs if cost.unit == "tick")
    found = {name: usd(ticks.of(name).per_million) for name in ticks.services if name != "KMS"}

    assert _column("worked") == {**found, "sum": usd(ticks.per_million)}


def _column(word: str) -> dict[str, str]:
    """The last figure of each row of three, in the part whose heading has the word."""
    part = next(one for one in PAGE.read_text().split("\n## ") if word in one.splitlines()[0])
    row = r"^\| ([^|]+) \| [\d.]+ \| ([\d.]+) \| .*\|$"
    return dict(re.findall(row, part, re.MULTILINE))
