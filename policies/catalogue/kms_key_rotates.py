"""KMS keys rotate every year."""

from policies.engine.card import Card, Severity
from policies.engine.outcome import NOT_CONCERNED, Outcome
from policies.engine.resource import Resource
from policies.engine.rules import expect
from policies.engine.stack import Stack
from policies.engine.terraform import as_bool

ABSENT = "the key never rotates"

CARD = Card(
    title="KMS keys rotate every year",
    severity=Severity.MEDIUM,
    why="What one generation of a key protects stays bounded, and nobody has to remember it.",
    remedy="Set enable_key_rotation to true.",
    source="https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html",
    requirements=("R-A-8", "R-B-7"),
    absent=ABSENT,
)


def judge(resource: Resource, stack: Stack) -> Outcome:
    """Compliant if rotation is switched on."""
    if resource.type != "aws_kms_key":
        return NOT_CONCERNED
    return expect(
        stack.value(resource, "enable_key_rotation"),
        "enable_key_rotation",
        lambda found: as_bool(found) is True,
        wanted="true",
        absent=ABSENT,
    )
