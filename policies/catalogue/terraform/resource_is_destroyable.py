"""Resources can be destroyed without leftovers."""

from policies import Card, Resource, Severity, Stack, as_bool, expect, expect_if_written
from policies.aws.sensitive_attributes import Decides, paths
from policies.engine.decision import COMPLIANT, Decision

WHEN_MISSING = "Terraform destroys the resource: all options that retain it are off by default"
ABSENT_FORCE = "AWS deletes it only if it is empty"

CARD = Card(
    title="Resources can be destroyed without leftovers",
    severity=Severity.MEDIUM,
    why="Temporary environments must disappear completely. What remains costs money and blocks its"
    " name.",
    remedy="Remove the option that retains the resource, or enable forced deletion (force_destroy,"
    " force_delete, skip_final_snapshot).",
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


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if no switch keeps the resource; this concerns every resource."""
    keepers = dict.fromkeys((*KEEPERS, *paths(resource.type, Decides.KEPT)))
    decisions = [
        *(_is_off(path, resource, stack) for path in keepers),
        *(_is_on(path, resource, stack) for path in paths(resource.type, Decides.FORCED)),
    ]
    return next((decision for decision in decisions if decision != COMPLIANT), COMPLIANT)


def _is_off(path: tuple[str, ...], resource: Resource, stack: Stack) -> Decision:
    value = stack.value(resource, *path)
    return expect_if_written(
        value, ".".join(path), lambda found: as_bool(found) is False, wanted="false"
    )


def _is_on(path: tuple[str, ...], resource: Resource, stack: Stack) -> Decision:
    return expect(
        stack.value(resource, *path),
        ".".join(path),
        lambda found: as_bool(found) is True,
        wanted="true",
        when_missing=ABSENT_FORCE,
    )
