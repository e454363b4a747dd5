"""Data at rest is encrypted with a customer managed key."""

from policies import Card, Resource, Severity, Stack, as_bool, expect
from policies.aws.keys import KEY_ATTRIBUTES, expect_key
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision

WHEN_MISSING = "AWS does not encrypt, or uses its own key"

CARD = Card(
    title="Data at rest is encrypted with a customer managed key",
    severity=Severity.HIGH,
    why="Only with our own key can we control who reads tables, messages, notifications and logs,"
    " see each use, and revoke access.",
    remedy="Set the key of the table, queue, topic or log group to the arn of an aws_kms_key of the"
    " same stack. For a table also set server_side_encryption.enabled to true.",
    source="https://docs.aws.amazon.com/prescriptive-guidance/latest/encryption-best-practices/"
    "general-encryption-best-practices.html",
    requirements=(
        *("R-A-4", "R-A-5", "R-A-6", "R-A-7", "R-A-12"),
        *("R-B-1", "R-B-2", "R-B-3", "R-B-5", "R-B-6", "R-B-11"),
    ),
    when_missing=WHEN_MISSING,
)


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if the key that the resource names is one of the stack."""
    path = KEY_ATTRIBUTES.get(resource.type)
    if path is None:
        return NOT_APPLICABLE
    enabled = _enabled(resource, stack)
    if enabled != COMPLIANT:
        return enabled
    return expect_key(stack.value(resource, *path), ".".join(path), WHEN_MISSING)


def _enabled(resource: Resource, stack: Stack) -> Decision:
    if resource.type != "aws_dynamodb_table":
        return COMPLIANT
    return expect(
        stack.value(resource, "server_side_encryption", "enabled"),
        "server_side_encryption.enabled",
        lambda found: as_bool(found) is True,
        wanted="true",
        when_missing=WHEN_MISSING,
    )
