"""The state bucket keeps old versions for 30 days and the current version forever."""

from policies import Absent, Card, Resource, Severity, Stack, as_number, expect
from policies.aws.buckets import BUCKET, configuration_of
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Violation

WHEN_MISSING = "S3 keeps no overwritten version"

CARD = Card(
    title="The state bucket keeps old versions for 30 days and the current version forever",
    severity=Severity.HIGH,
    why="A failed run can write a broken state. Without the previous version, nobody can change or"
    " destroy the resources that it described.",
    remedy="Enable versioning. Add one enabled lifecycle rule that expires noncurrent versions"
    " after 30 days or more and no current versions.",
    source="https://developer.hashicorp.com/terraform/language/backend/s3",
    requirements=("R-ACC-1",),
    when_missing=WHEN_MISSING,
    stacks=("bootstrap",),
)

VERSIONING = "aws_s3_bucket_versioning"
LIFECYCLE = "aws_s3_bucket_lifecycle_configuration"
# A month: somebody was on holiday.
DAYS = 30
ENDS = ("date", "days")


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if versions are made, and kept for long enough."""
    if resource.type != BUCKET:
        return NOT_APPLICABLE
    versions = _enabled(resource, VERSIONING, ("versioning_configuration", "status"), stack)
    if versions != COMPLIANT:
        return versions
    rule = _enabled(resource, LIFECYCLE, ("rule", "status"), stack)
    return rule if rule != COMPLIANT else _kept(resource, stack)


def _enabled(bucket: Resource, kind: str, path: tuple[str, ...], stack: Stack) -> Decision:
    found = configuration_of(bucket, kind, stack)
    if isinstance(found, Violation):
        return found
    return expect(
        stack.value(found, *path),
        ".".join(path),
        lambda status: bool(status == "Enabled"),
        wanted="Enabled",
        when_missing=WHEN_MISSING,
    )


def _kept(bucket: Resource, stack: Stack) -> Decision:
    lifecycle = configuration_of(bucket, LIFECYCLE, stack)
    if isinstance(lifecycle, Violation):
        return lifecycle
    for end in ENDS:
        value = stack.value(lifecycle, "rule", "expiration", end)
        if not isinstance(value, Absent):
            return Violation(
                f"rule.expiration.{end} = {value}", "none: it would delete current states"
            )
    return expect(
        stack.value(lifecycle, "rule", "noncurrent_version_expiration", "noncurrent_days"),
        "rule.noncurrent_version_expiration.noncurrent_days",
        lambda days: (as_number(days) or 0) >= DAYS,
        wanted=f"{DAYS} or more",
        when_missing="S3 keeps old versions forever, at a cost",
    )
