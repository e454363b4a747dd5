"""What the environment variables of a function refer to.

https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from policies import Resource, Stack
from policies.engine import terraform


@dataclass(frozen=True)
class VariableReference:
    """A variable that holds an attribute of a resource of the stack."""

    variable: str
    resource: Resource
    attribute: str


def variables_of(function: Resource) -> Mapping[str, Any] | None:
    """The variables as they are written, by name; None if they cannot be read."""
    block = function.values.get("environment") or function.undeclared.get("environment") or {}
    block = block[0] if isinstance(block, list) and len(block) == 1 else block
    held = block.get("variables") or {} if isinstance(block, dict) else None
    return held if isinstance(held, dict) else None


def variable_references(function: Resource, stack: Stack) -> Iterator[VariableReference]:
    """The resources of the stack that the variables refer to."""
    held = variables_of(function) or {}
    for name in sorted(held):
        for reference in terraform.references(held.get(name)):
            target = stack.find(reference.address)
            if target:
                yield VariableReference(name, target, terraform.dotted(reference.path))
