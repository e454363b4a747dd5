"""Resources can be destroyed without leftovers."""

from policies import Card, Resource, Severity, Stack, as_bool, expect, expect_if_written
from policies.engine.decision import COMPLIANT, Decision

WHEN_MISSING = "Terraform destroys the resource: all options that retain it are off by default"
ABSENT_FORCE = "AWS deletes it only if it is empty"

CARD = Card(
    title="Resources can be destroyed without leftovers",
    severity=Severity.MEDIUM,
    why="Temporary environments must disappear completely. What remains costs money and blocks its"
    " name.",
    remedy="Remove the option that retains the resource, or enable forced deletion.",
    source="https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle",
    requirements=("R-ENV-5",),
    when_missing=f"{WHEN_MISSING}; forced deletion: {ABSENT_FORCE}",
)

# Switches that keep a resource, or what it holds, when Terraform destroys it.
KEEPERS = (
    ("lifecycle", "prevent_destroy"),
    ("deletion_protection",),
    ("deletion_protection_enabled",),
    ("enable_deletion_protection",),
    ("retain_on_delete",),
    ("skip_destroy",),
)
# Type -> the switch without which a resource in use cannot be deleted.
FORCED = {"aws_ecr_repository": "force_delete", "aws_s3_bucket": "force_destroy"}


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if no switch keeps the resource; this concerns every resource."""
    decisions = [*(_is_off(path, resource, stack) for path in KEEPERS), _forced(resource, stack)]
    return next((decision for decision in decisions if decision != COMPLIANT), COMPLIANT)


def _is_off(path: tuple[str, ...], resource: Resource, stack: Stack) -> Decision:
    value = stack.value(resource, *path)
    return expect_if_written(
        value, ".".join(path), lambda found: as_bool(found) is False, wanted="false"
    )


def _forced(resource: Resource, stack: Stack) -> Decision:
    switch = FORCED.get(resource.type)
    if switch is None:
        return COMPLIANT
    return expect(
        stack.value(resource, switch),
        switch,
        lambda found: as_bool(found) is True,
        wanted="true",
        when_missing=ABSENT_FORCE,
    )
