"""The state bucket is private and accepts only TLS and its own key."""

from policies import Card, Resource, Severity, Stack, as_bool, expect
from policies.aws.buckets import BUCKET, configuration_of
from policies.aws.policy_documents import Statement, exactly, statements
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Violation

WHEN_MISSING = "S3 allows policies and ACLs that grant public access"

CARD = Card(
    title="The state bucket is private and accepts only TLS and its own key",
    severity=Severity.HIGH,
    why="A state describes the whole environment, and whoever writes a state decides what Terraform"
    " destroys.",
    remedy="Enable all four public access blocks, set object ownership to BucketOwnerEnforced, and"
    " deny in the bucket policy requests without TLS and objects under another key.",
    source="https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html",
    requirements=("R-ACC-1",),
    when_missing=WHEN_MISSING,
    stacks=("bootstrap",),
)

ACCESS = "aws_s3_bucket_public_access_block"
OWNERSHIP = "aws_s3_bucket_ownership_controls"
DOCUMENT = "aws_s3_bucket_policy"
SWITCHES = (
    "block_public_acls",
    "block_public_policy",
    "ignore_public_acls",
    "restrict_public_buckets",
)
EVERYBODY = frozenset({("AWS", "*")})
ENCRYPTION = "s3:x-amz-server-side-encryption"
KEY_ID = f"{ENCRYPTION}-aws-kms-key-id"


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if access block, ownership and policy of the bucket are all there."""
    if resource.type != BUCKET:
        return NOT_APPLICABLE
    for decision in (_access(resource, stack), _owner(resource, stack), _says(resource, stack)):
        if decision != COMPLIANT:
            return decision
    return COMPLIANT


def _access(bucket: Resource, stack: Stack) -> Decision:
    access = configuration_of(bucket, ACCESS, stack)
    if isinstance(access, Violation):
        return access
    decisions = (
        expect(
            stack.value(access, switch),
            switch,
            lambda found: as_bool(found) is True,
            wanted="true",
            when_missing=WHEN_MISSING,
        )
        for switch in SWITCHES
    )
    return next((decision for decision in decisions if decision != COMPLIANT), COMPLIANT)


def _owner(bucket: Resource, stack: Stack) -> Decision:
    owner = configuration_of(bucket, OWNERSHIP, stack)
    if isinstance(owner, Violation):
        return owner
    return expect(
        stack.value(owner, "rule", "object_ownership"),
        "rule.object_ownership",
        lambda found: bool(found == "BucketOwnerEnforced"),
        wanted="BucketOwnerEnforced",
        when_missing="whoever writes an object owns it",
    )


def _says(bucket: Resource, stack: Stack) -> Decision:
    policy = configuration_of(bucket, DOCUMENT, stack)
    if isinstance(policy, Violation):
        return policy
    found = statements(policy, "policy", stack)
    if not isinstance(found, list):
        return found
    keys = stack.of_type("aws_kms_key")
    return exactly(found, _wanted(f"{bucket.address}.arn", [f"{key.address}.arn" for key in keys]))


def _wanted(bucket: str, keys: list[str]) -> list[Statement]:
    objects = frozenset({f"{bucket}/*"})
    without_tls = ("Bool", "aws:SecureTransport", frozenset({"false"}))
    other_key = (
        ("Null", KEY_ID, frozenset({"false"})),
        ("StringNotEquals", KEY_ID, frozenset(keys)),
    )
    key_of_s3 = ("StringEquals", ENCRYPTION, frozenset({"AES256"}))
    return [
        _deny("s3:*", objects | {bucket}, without_tls),
        _deny("s3:PutObject", objects, *other_key),
        _deny("s3:PutObject", objects, key_of_s3),
    ]


def _deny(
    action: str, resources: frozenset[str], *conditions: tuple[str, str, frozenset[str]]
) -> Statement:
    return Statement("Deny", frozenset({action}), resources, EVERYBODY, frozenset(conditions))
