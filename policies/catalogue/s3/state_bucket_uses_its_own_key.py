"""The state bucket encrypts every state with its own KMS key, without a bucket key."""

from policies import Absent, Card, Resource, Severity, Stack, as_bool, expect
from policies.aws.buckets import BUCKET, configuration_of
from policies.aws.keys import expect_key
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Violation

WHEN_MISSING = "S3 encrypts with its own key, which cannot exclude a role"

CARD = Card(
    title="The state bucket encrypts every state with its own KMS key, without a bucket key",
    severity=Severity.HIGH,
    why="The key policy allows each role only the states whose ARN is in the encryption context."
    " With the S3 managed key, or with a bucket key, KMS does not see which state is read.",
    remedy="Set sse_algorithm to aws:kms and kms_master_key_id to the arn of the stack's key."
    " Remove bucket_key_enabled.",
    source="https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html",
    requirements=("R-ACC-1",),
    when_missing=WHEN_MISSING,
    stacks=("bootstrap",),
)

ENCRYPTION = "aws_s3_bucket_server_side_encryption_configuration"
DEFAULT = ("rule", "apply_server_side_encryption_by_default")


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if the bucket's one configuration names the stack's key."""
    if resource.type != BUCKET:
        return NOT_APPLICABLE
    encryption = configuration_of(resource, ENCRYPTION, stack)
    if isinstance(encryption, Violation):
        return encryption
    decisions = (
        _algorithm(encryption, stack),
        _bucket_key(encryption, stack),
        expect_key(
            stack.value(encryption, *DEFAULT, "kms_master_key_id"),
            ".".join((*DEFAULT, "kms_master_key_id")),
            WHEN_MISSING,
        ),
    )
    return next((decision for decision in decisions if decision != COMPLIANT), COMPLIANT)


def _algorithm(encryption: Resource, stack: Stack) -> Decision:
    return expect(
        stack.value(encryption, *DEFAULT, "sse_algorithm"),
        ".".join((*DEFAULT, "sse_algorithm")),
        lambda found: bool(found == "aws:kms"),
        wanted="aws:kms",
        when_missing=WHEN_MISSING,
    )


def _bucket_key(encryption: Resource, stack: Stack) -> Decision:
    value = stack.value(encryption, "rule", "bucket_key_enabled")
    if isinstance(value, Absent):
        return COMPLIANT
    return expect(
        value,
        "rule.bucket_key_enabled",
        lambda found: as_bool(found) is False,
        wanted="false",
        when_missing=WHEN_MISSING,
    )
