"""Stacks pin the one provider and its exact version."""

import re
from collections.abc import Mapping

from policies import (
    EVERY_STACK,
    Absent,
    Card,
    Decision,
    Resource,
    Severity,
    Stack,
    Violation,
    expect,
)
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE
from policies.engine.terraform_json.own_blocks import SOURCE, SOURCES

CARD = Card(
    title="Stacks pin the one provider and its exact version",
    severity=Severity.HIGH,
    why="A provider is a program that runs with the rights of the deployment. Another source, or a"
    " newer version that nobody has tried, plans something else than was reviewed.",
    remedy=f"Require only aws, from {SOURCE}, with an exact version such as 5.100.0.",
    source="https://developer.hashicorp.com/terraform/language/providers/requirements",
    requirements=("R-ENV-6",),
    when_missing="Terraform takes the newest version of the provider",
    stacks=EVERY_STACK,
    blocks=("terraform",),
)

EXACT = re.compile(r"=? ?[0-9]+\.[0-9]+\.[0-9]+")


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if aws alone is required, with its source and one version."""
    if (resource.type, resource.name) != ("terraform", "required_providers"):
        return NOT_APPLICABLE
    if others := sorted(resource.values.keys() - {"aws"}):
        return Violation(f"the provider {others[0]}", "only aws")
    if isinstance(stack.value(resource, "aws"), Absent):
        return Violation(f"no provider aws ({CARD.when_missing})", f"aws from {SOURCE}")
    decisions = (
        _says_no_more(resource),
        _is_from_its_source(resource, stack),
        _has_one_version(resource, stack),
    )
    return next((decision for decision in decisions if decision != COMPLIANT), COMPLIANT)


def _says_no_more(pinned: Resource) -> Decision:
    held = pinned.values["aws"]
    more = sorted(held.keys() - {"source", "version"}) if isinstance(held, Mapping) else []
    return Violation(f"aws.{more[0]}", "only source and version") if more else COMPLIANT


def _is_from_its_source(pinned: Resource, stack: Stack) -> Decision:
    return expect(
        stack.value(pinned, "aws", "source"),
        "aws.source",
        lambda found: found in SOURCES,
        wanted=SOURCE,
        when_missing="Terraform guesses the source from the name",
    )


def _has_one_version(pinned: Resource, stack: Stack) -> Decision:
    return expect(
        stack.value(pinned, "aws", "version"),
        "aws.version",
        lambda found: EXACT.fullmatch(str(found)) is not None,
        wanted="an exact version",
        when_missing=CARD.when_missing,
    )
