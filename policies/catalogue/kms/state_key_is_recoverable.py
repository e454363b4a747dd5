"""The KMS key of the Terraform states rotates and is deleted only after thirty days."""

from policies import Absent, Card, Computed, Resource, Severity, Stack, as_bool, as_number, expect
from policies.aws.policy_documents import ROOT, Statement, exactly, statements
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Violation

WHEN_MISSING = "AWS waits 30 days, and never rotates"

CARD = Card(
    title="The KMS key of the Terraform states rotates and is deleted only after thirty days",
    severity=Severity.HIGH,
    why="Without this key every state is unreadable: no environment can be changed or destroyed.",
    remedy="Set enable_key_rotation to true and deletion_window_in_days to 30, give the key one"
    " alias, and let its policy delegate to the IAM policies of the account.",
    source="https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html",
    requirements=("R-ACC-1",),
    when_missing=WHEN_MISSING,
    stacks=("bootstrap",),
)

KEY, ALIAS = "aws_kms_key", "aws_kms_alias"
# The longest that KMS allows.
DAYS = 30
ADMINISTRATION = Statement(
    "Allow", frozenset({"kms:*"}), frozenset({"*"}), frozenset({("AWS", ROOT)})
)


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if the key rotates, dies slowly, has one alias, and IAM rules it."""
    if resource.type == ALIAS:
        return _target(resource, stack)
    if resource.type != KEY:
        return NOT_APPLICABLE
    for decision in (_rotates(resource, stack), _waits(resource, stack), _alias(resource, stack)):
        if decision != COMPLIANT:
            return decision
    found = statements(resource, "policy", stack)
    return exactly(found, [ADMINISTRATION]) if isinstance(found, list) else found


def _rotates(key: Resource, stack: Stack) -> Decision:
    return expect(
        stack.value(key, "enable_key_rotation"),
        "enable_key_rotation",
        lambda found: as_bool(found) is True,
        wanted="true",
        when_missing=WHEN_MISSING,
    )


def _waits(key: Resource, stack: Stack) -> Decision:
    return expect(
        stack.value(key, "deletion_window_in_days"),
        "deletion_window_in_days",
        lambda found: as_number(found) == DAYS,
        wanted=str(DAYS),
        when_missing=WHEN_MISSING,
    )


def _alias(key: Resource, stack: Stack) -> Decision:
    targets = [stack.value(alias, "target_key_id") for alias in stack.of_type(ALIAS)]
    count = sum(isinstance(one, Computed) and one.resource is key for one in targets)
    return COMPLIANT if count == 1 else Violation(f"{count} aliases of the key", "one")


def _target(alias: Resource, stack: Stack) -> Decision:
    target = stack.value(alias, "target_key_id")
    if isinstance(target, Computed) and (target.resource.type, target.attribute) == (KEY, "key_id"):
        return COMPLIANT
    shown = "nothing" if isinstance(target, Absent) else target
    return Violation(f"target_key_id {shown}", "the key_id of the key")
