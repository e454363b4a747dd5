"""Lambda functions encrypt their environment with a customer-managed key."""

from policies.aws.keys import expect_key
from policies.engine.card import Card, Severity
from policies.engine.outcome import NOT_CONCERNED, Outcome
from policies.engine.resource import Resource
from policies.engine.stack import Stack
from policies.engine.values import Absent

ABSENT = "AWS encrypts with a key of its own"

CARD = Card(
    title="Lambda functions encrypt their environment with a customer-managed key",
    severity=Severity.HIGH,
    why="Only with a key of ours can we say who may read the settings, see each use, and cut it.",
    remedy="Set kms_key_arn to the arn of an aws_kms_key of the same stack.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html",
    requirements=("R-A-1", "R-A-2", "R-A-3", "R-A-8", "R-A-20", "R-B-3", "R-B-7"),
    absent=ABSENT,
)


def judge(resource: Resource, stack: Stack) -> Outcome:
    """Compliant if kms_key_arn leads to a key; a function without environment needs none."""
    if resource.type != "aws_lambda_function":
        return NOT_CONCERNED
    if isinstance(stack.value(resource, "environment"), Absent):
        return NOT_CONCERNED
    return expect_key(stack.value(resource, "kms_key_arn"), "kms_key_arn", ABSENT)
