"""Resources have only attributes that have been reviewed."""

from collections.abc import Iterator, Mapping
from typing import Any

from policies import Card, Place, Resource, Severity, Stack
from policies.aws.attributes import blocks, described
from policies.engine.decision import COMPLIANT, Decision, Undecided, Violation

CARD = Card(
    title="Resources have only attributes that have been reviewed",
    severity=Severity.MEDIUM,
    why="Policies check the attributes that they know. An unknown attribute, such as one that"
    " deletes items or logs requests, would pass unseen.",
    remedy="Find out whether the attribute can break a requirement. If it can, write a policy. Then"
    " add it to policies/aws/attributes.py.",
    source="https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs",
    requirements=("R-ENV-6", "R-A-15", "R-A-25"),
    when_missing="the AWS default, which was reviewed with the resource type",
    blocks=("provider",),
)

WANTED = "an attribute listed in policies/aws/attributes.py"
# Policies check the region and the tags; the credentials of Terraform decide the account.
PROVIDER = {"default_tags", "default_tags.tags", "region"}


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if every attribute is described, the provider's too; concerns all resources.

    Attributes of blocks are checked as synthesized: a plan shows AWS's defaults there.
    """
    if resource.type == "provider":
        return _of_providers(stack)
    known = described(resource.type)
    if known is None:
        return Undecided(
            f"the attributes of {resource.type} are unknown;"
            " add the type to policies/aws/attributes.py"
        )
    below = blocks(resource.type) if stack.place is Place.SYNTH else frozenset()
    found = _names(resource.values, below)
    strange = next((name for name in found if name not in known), None)
    return Violation(f"the attribute {strange}", WANTED) if strange else COMPLIANT


def _of_providers(stack: Stack) -> Decision:
    for provider in stack.providers:
        tags = _names(provider, frozenset({"default_tags"}))
        for name in tags:
            if name not in PROVIDER:
                found = f"the attribute {name} of the provider"
                return Violation(found, ", ".join(sorted(PROVIDER)))
    return COMPLIANT


def _names(held: Mapping[str, Any], below: frozenset[str], above: str = "") -> Iterator[str]:
    """The dotted names of all attributes; those of blocks, where the block is one of `below`."""
    yield from (f"{above}{key}" for key in sorted(held.keys()))
    for key, value in held.items():
        name = f"{above}{key}"
        for block in _blocks(value) if name in below else ():
            yield from _names(block, below, f"{name}.")


def _blocks(value: Any) -> list[Mapping[str, Any]]:
    found = value if isinstance(value, list) else [value]
    return [block for block in found if isinstance(block, Mapping)]
