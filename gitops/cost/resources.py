"""The resources of synthesized stacks, as far as their price depends on them."""

from collections.abc import Iterable

from gitops.cost.estimate import Declared
from policies.engine.resource import Resource


def synthesized(resources: Iterable[Resource]) -> dict[str, list[Declared]]:
    """The declared resources by their stack."""
    stacks: dict[str, list[Declared]] = {}
    for one in resources:
        stacks.setdefault(one.stack, []).append(Declared(one.address, one.type, one.values))
    return stacks
