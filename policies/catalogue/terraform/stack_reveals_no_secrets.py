"""Stacks show no secret in outputs, checks, backend or provider."""

from collections.abc import Iterator
from typing import Any

from policies import (
    COMPLIANT,
    EVERY_STACK,
    Card,
    Decision,
    Resource,
    Severity,
    Stack,
    Undecided,
    Violation,
)
from policies.aws.texts import texts
from policies.engine import secrets, terraform
from policies.engine.decision import NOT_APPLICABLE

CARD = Card(
    title="Stacks show no secret in outputs, checks, backend or provider",
    severity=Severity.HIGH,
    why="Terraform writes outputs into the state and into the log of every run, and the backend"
    " into its working directory. Whoever reads one of them has the secret.",
    remedy="Write the name or the ARN of the parameter that holds the secret. Take credentials"
    " from the environment of the run.",
    source="https://developer.hashicorp.com/terraform/language/values/outputs",
    requirements=("R-A-20",),
    when_missing="a stack without outputs shows nothing",
    stacks=EVERY_STACK,
    blocks=("check", "output", "provider", "terraform"),
    overlaps_with=("resource_has_known_attributes_only", "resource_is_kept_in_its_own_state"),
)

# Attributes that hold what somebody wanted to keep to himself, whatever their names.
HIDDEN = {("aws_ssm_parameter", "value"), ("aws_ssm_parameter", "insecure_value")}
WANTED = "the name or the arn of what holds it"


def evaluate(resource: Resource, stack: Stack) -> Decision:  # noqa: ARG001 (a block says all)
    """Compliant if nothing in the block is a secret, or leads to one."""
    if resource.type not in CARD.blocks:
        return NOT_APPLICABLE
    held = dict(resource.values.items())
    if resource.type != "output":
        # Other policies evaluate what the blocks hold besides.
        return Violation("a secret", WANTED) if secrets.is_secret("", held) else COMPLIANT
    value = held.pop("value", None)
    if secrets.is_secret("", held):
        return Violation("a secret beside the value", WANTED)
    return next(_found(value, resource.name if isinstance(value, str) else ""), COMPLIANT)


def _found(held: Any, name: str) -> Iterator[Decision]:
    for text in texts(held):
        if terraform.parts(text) is None:
            yield Undecided(f"the expression {secrets.mask_text(text)} is more than references")
    for reference in terraform.references(held):
        kind, last = reference.address.partition(".")[0], str(reference.path[-1])
        if secrets.names_secret(last) or (kind, last) in HIDDEN:
            yield Violation(f"the value of {reference}", WANTED)
    if secrets.is_secret(name, held):
        yield Violation("a secret", WANTED)
