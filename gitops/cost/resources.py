"""The resources of synthesized stacks, as far as their price depends on them."""

from collections.abc import Iterable
from typing import Any

from gitops.cost.estimate import Declared
from policies.engine import terraform
from policies.engine.resource import Resource
from policies.engine.stack import Stack, Step
from policies.engine.values import Known


def synthesized(stacks: Iterable[Stack]) -> dict[str, list[Declared]]:
    """The declared resources by their stack; references are followed where that is possible."""
    return {
        stack.name: [
            Declared(one.address, one.type, _resolved(stack, one, one.values, ()))
            for one in stack.resources
        ]
        for stack in stacks
    }


def _resolved(stack: Stack, resource: Resource, raw: Any, path: tuple[Step, ...]) -> Any:
    """The raw value with what its references lead to; one that leads nowhere stays as written."""
    if isinstance(raw, dict):
        return {key: _resolved(stack, resource, one, (*path, key)) for key, one in raw.items()}
    if isinstance(raw, list):
        return [_resolved(stack, resource, one, (*path, at)) for at, one in enumerate(raw)]
    if isinstance(raw, str) and terraform.MARKER.search(raw):
        found = stack.value(resource, *path)
        return found.value if isinstance(found, Known) else raw
    return raw
