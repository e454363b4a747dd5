"""Lambda functions encrypt their environment with a customer-managed key that rotates."""

from policies.engine.card import Card, Severity
from policies.engine.outcome import NOT_CONCERNED, Outcome, Violation
from policies.engine.resource import Resource
from policies.engine.rules import Decision, expect
from policies.engine.stack import Stack
from policies.engine.terraform import as_bool
from policies.engine.values import Absent, Computed, Unknown

ABSENT = "AWS encrypts with a key of its own"
ABSENT_ROTATION = "the key never rotates"

CARD = Card(
    title="Lambda functions encrypt their environment with a customer-managed key that rotates",
    severity=Severity.HIGH,
    why="Only with a key of ours can we say who may read the settings, see each use, and cut it.",
    remedy="Set kms_key_arn to the arn of an aws_kms_key of the same stack with"
    " enable_key_rotation = true.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html",
    requirements=("R-A-1", "R-A-2", "R-A-3", "R-A-8", "R-A-20", "R-B-3", "R-B-7"),
    absent=f"kms_key_arn: {ABSENT}; enable_key_rotation: {ABSENT_ROTATION}",
)

WANTED = "the arn of an aws_kms_key of this stack"


def judge(resource: Resource, stack: Stack) -> Outcome:
    """Compliant if kms_key_arn leads to a rotating key; a function without environment is free."""
    if resource.type != "aws_lambda_function":
        return NOT_CONCERNED
    if isinstance(stack.value(resource, "environment"), Absent):
        return NOT_CONCERNED
    key = stack.value(resource, "kms_key_arn")
    if isinstance(key, Absent | Unknown):
        return expect(key, "kms_key_arn", lambda _: False, wanted=WANTED, absent=ABSENT)
    if not isinstance(key, Computed) or (key.resource.type, key.attribute) != (
        "aws_kms_key",
        "arn",
    ):
        return Violation(f"kms_key_arn = {key}", WANTED)
    return _rotates(key.resource, stack)


def _rotates(key: Resource, stack: Stack) -> Decision:
    return expect(
        stack.value(key, "enable_key_rotation"),
        f"{key.address}.enable_key_rotation",
        lambda found: as_bool(found) is True,
        wanted="true",
        absent=ABSENT_ROTATION,
    )
