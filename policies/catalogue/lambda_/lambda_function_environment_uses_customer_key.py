"""Lambda functions encrypt their environment variables with a customer managed key."""

from policies import NOT_APPLICABLE, Absent, Card, Decision, Resource, Severity, Stack
from policies.aws.keys import expect_key

WHEN_MISSING = "AWS encrypts with its own key"

CARD = Card(
    title="Lambda functions encrypt their environment variables with a customer managed key",
    severity=Severity.HIGH,
    why="Only with our own key can we control who reads the settings, see each use, and revoke"
    " access.",
    remedy="Set kms_key_arn to the arn of an aws_kms_key of the same stack.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html",
    requirements=("R-A-1", "R-A-2", "R-A-3", "R-A-8", "R-A-20", "R-B-3", "R-B-7"),
    when_missing=WHEN_MISSING,
)


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if kms_key_arn leads to a key; a function without environment needs none."""
    if resource.type != "aws_lambda_function":
        return NOT_APPLICABLE
    if isinstance(stack.value(resource, "environment"), Absent):
        return NOT_APPLICABLE
    return expect_key(stack.value(resource, "kms_key_arn"), "kms_key_arn", WHEN_MISSING)
