"""References that cannot work: they lead nowhere, or in a circle."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from policies.engine import terraform
from policies.engine.resource import Resource


def faults(resources: Sequence[Resource], others: Iterable[str] = ()) -> list[str]:
    """One sentence for each reference to nowhere, and one for a circle, if there is any.

    `others` are the addresses of data sources. References within function calls are not seen;
    what they make of a value is unknown to every policy.
    """
    known = {*others, *(resource.address for resource in resources)}
    needs = {resource.address: sorted(_needed(resource)) for resource in resources}
    nowhere = [
        f"{address} refers to {target}, which the stack does not declare"
        for address, targets in needs.items()
        for target in targets
        if target not in known
    ]
    return [*nowhere, *_circles(needs)]


def _needed(resource: Resource) -> set[str]:
    """The addresses that the resource refers to or depends on."""
    referred = {reference.address for reference in terraform.references(resource.values)}
    return referred | set(resource.values.get("depends_on") or ())


def _circles(needs: Mapping[str, Sequence[str]]) -> Iterator[str]:
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        # graphlib goes round against the arrows.
        yield f"references form a cycle: {' -> '.join(reversed(error.args[1]))}"
