"""What the variables of a function lead it to.

https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
"""

from collections.abc import Iterator, Mapping
from typing import Any

from policies.engine import terraform
from policies.engine.resource import Resource
from policies.engine.stack import Stack


def variables_of(function: Resource) -> Mapping[str, Any] | None:
    """The variables as they are written, by name; None if they cannot be read."""
    block = function.values.get("environment") or function.undeclared.get("environment") or {}
    block = block[0] if isinstance(block, list) and len(block) == 1 else block
    held = block.get("variables") or {} if isinstance(block, dict) else None
    return held if isinstance(held, dict) else None


def told_of(function: Resource, stack: Stack) -> Iterator[tuple[str, Resource]]:
    """Variable and resource of the stack, for every variable that refers to one."""
    held = variables_of(function) or {}
    for name in sorted(held):
        for reference in terraform.references(held.get(name)):
            target = stack.find(reference.address)
            if target:
                yield name, target
