"""`gitops cost` has a price for all that our stacks declare, and measurements of what they have."""

from pathlib import Path

from gitops.adapters.package import package
from gitops.adapters.project import project
from gitops.cost import resources, usage
from gitops.cost.estimate import estimate
from policies.engine.synth import read
from policies.gate.synthesis import synthesize


def test_every_measured_resource_is_in_its_stack_and_every_type_has_a_price(tmp_path: Path) -> None:
    package()
    synthesize(tmp_path / "synth")
    found = resources.synthesized(
        [one for stack in read(tmp_path / "synth") for one in stack.resources]
    )
    measured = usage.read(project().usage)
    costs = [estimate(name, found[name], used) for name, used in measured.items() if name in found]

    assert costs
    for cost in costs:
        assert (cost.unknown, dict(cost.unpriced)) == ([], {})
        assert cost.per_million > 0
        assert cost.monthly > 0
