"""Resources are not open to the internet."""

from policies import Absent, Card, Resource, Severity, Stack, as_text, expect
from policies.aws.buckets import BUCKET, configuration_of
from policies.aws.sensitive_attributes import Decides, paths
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Violation

WHEN_MISSING = "AWS may let the internet in"

CARD = Card(
    title="Resources are not open to the internet",
    severity=Severity.HIGH,
    why="A database with a public address, a function URL without authorization or a bucket without"
    " a public access block is open to everybody. Senders come through the API and nothing else.",
    remedy="Set the switch for public access to false, authorization_type to AWS_IAM, acl to"
    " private. Give each bucket an aws_s3_bucket_public_access_block with all four switches on.",
    source="https://docs.aws.amazon.com/securityhub/latest/userguide/fsbp-standard.html",
    requirements=("R-A-12", "R-A-15"),
    when_missing=WHEN_MISSING,
    overlaps_with=("resource_has_known_attributes_only",),
)

BLOCK = "aws_s3_bucket_public_access_block"
# Where AWS's default, or one of Terraform's, may be the open one.
MUST_SAY = ("authorization_type", "is_publicly_accessible", "publicly_accessible")
# Words, and switches that are off, which let nobody in.
CLOSED = ("false", "private", "Disabled", "AWS_IAM", "JWT", "CUSTOM", "COGNITO_USER_POOLS", "IAM")


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if whatever opens the resource is shut; concerns every type that can be open."""
    if resource.type == BUCKET:
        found = configuration_of(resource, BLOCK, stack)
        if isinstance(found, Violation):
            return found
    decisions = [
        *(_is_shut(path, resource, stack) for path in paths(resource.type, Decides.PUBLIC)),
        *(_is(path, ("true",), resource, stack) for path in paths(resource.type, Decides.PRIVATE)),
    ]
    if not decisions:
        return NOT_APPLICABLE
    return next((decision for decision in decisions if decision != COMPLIANT), COMPLIANT)


def _is_shut(path: tuple[str, ...], resource: Resource, stack: Stack) -> Decision:
    if path[-1] not in MUST_SAY and isinstance(stack.value(resource, *path), Absent):
        return COMPLIANT
    return _is(path, CLOSED, resource, stack)


def _is(
    path: tuple[str, ...], words: tuple[str, ...], resource: Resource, stack: Stack
) -> Decision:
    return expect(
        stack.value(resource, *path),
        ".".join(path),
        lambda found: as_text(found) in words,
        wanted="true" if words == ("true",) else "no access from the internet",
        when_missing=WHEN_MISSING,
    )
