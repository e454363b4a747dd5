"""References that cannot work: they lead in a circle."""

from collections.abc import Sequence
from graphlib import CycleError, TopologicalSorter

from policies.engine import terraform
from policies.engine.resource import Resource


def circles(resources: Sequence[Resource]) -> list[str]:
    """One sentence for a circle of references and dependencies, if there is any."""
    needs = {resource.address: sorted(_needed(resource)) for resource in resources}
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        # graphlib goes round against the arrows.
        return [f"references form a cycle: {' -> '.join(reversed(error.args[1]))}"]
    return []


def _needed(resource: Resource) -> set[str]:
    """The addresses that the resource refers to or depends on."""
    referred = {reference.address for reference in terraform.references(resource.values)}
    return referred | set(resource.values.get("depends_on") or ())
