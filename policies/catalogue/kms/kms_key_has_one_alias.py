"""KMS keys have exactly one alias."""

from collections.abc import Mapping
from functools import lru_cache

from policies import Card, Computed, Resource, Severity, Stack, Unknown
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Undecided, Violation

CARD = Card(
    title="KMS keys have exactly one alias",
    severity=Severity.LOW,
    why="AWS names a key by a random id. Without an alias nobody can tell in the console whose key"
    " it is, and commands cannot refer to it by name.",
    remedy="Add one aws_kms_alias with target_key_id set to the key_id of the key.",
    source="https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html",
    requirements=("R-A-8", "R-B-7"),
    when_missing="the key has only its id",
)

KEY, ALIAS = "aws_kms_key", "aws_kms_alias"
NAMES = ("arn", "id", "key_id")


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if one alias leads to the key; an alias, if it leads to a key of the stack."""
    if resource.type == KEY:
        count = _aliases(stack).get(resource, 0)
        return COMPLIANT if count == 1 else Violation(f"{count} aliases of the key", "one")
    if resource.type != ALIAS:
        return NOT_APPLICABLE
    target = stack.value(resource, "target_key_id")
    if isinstance(target, Unknown):
        return Undecided(f"target_key_id: {target.why}", "target_key_id")
    if isinstance(target, Computed) and target.resource.type == KEY and target.attribute in NAMES:
        return COMPLIANT
    return Violation(f"target_key_id {target}", "the key_id of a key of this stack")


@lru_cache(maxsize=8)
def _aliases(stack: Stack) -> Mapping[Resource, int]:
    counts: dict[Resource, int] = {}
    for alias in stack.of_type(ALIAS):
        target = stack.value(alias, "target_key_id")
        if isinstance(target, Computed):
            counts[target.resource] = counts.get(target.resource, 0) + 1
    return counts
