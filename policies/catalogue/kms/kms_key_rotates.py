"""KMS keys rotate every year."""

from policies import NOT_APPLICABLE, Card, Decision, Resource, Severity, Stack, as_bool, expect

WHEN_MISSING = "the key never rotates"

CARD = Card(
    title="KMS keys rotate every year",
    severity=Severity.MEDIUM,
    why="Rotation limits how much data one version of the key protects, without manual work.",
    remedy="Set enable_key_rotation to true.",
    source="https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html",
    requirements=("R-A-8", "R-B-7"),
    when_missing=WHEN_MISSING,
)


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if rotation is switched on."""
    if resource.type != "aws_kms_key":
        return NOT_APPLICABLE
    return expect(
        stack.value(resource, "enable_key_rotation"),
        "enable_key_rotation",
        lambda found: as_bool(found) is True,
        wanted="true",
        when_missing=WHEN_MISSING,
    )
