"""The bucket of states keeps old versions, and the current one for ever."""

from policies.aws.buckets import BUCKET, the_one
from policies.engine.card import Card, Severity
from policies.engine.outcome import COMPLIANT, NOT_CONCERNED, Outcome, Violation
from policies.engine.resource import Resource
from policies.engine.rules import Decision, expect
from policies.engine.stack import Stack
from policies.engine.terraform import as_number
from policies.engine.values import Absent

ABSENT = "S3 forgets what is overwritten"

CARD = Card(
    title="The bucket of states keeps old versions, and the current one for ever",
    severity=Severity.HIGH,
    why="A broken run writes a broken state: without the version before it, nobody can change or"
    " destroy what it described.",
    remedy="Enable versioning; let one enabled lifecycle rule expire noncurrent versions after 30"
    " days or more, and no current one.",
    source="https://developer.hashicorp.com/terraform/language/backend/s3",
    requirements=("R-ACC-1",),
    absent=ABSENT,
    stacks=("bootstrap",),
)

VERSIONING = "aws_s3_bucket_versioning"
LIFECYCLE = "aws_s3_bucket_lifecycle_configuration"
# A month: somebody was on holiday.
DAYS = 30
ENDS = ("date", "days")


def judge(resource: Resource, stack: Stack) -> Outcome:
    """Compliant if versions are made, and kept for long enough."""
    if resource.type != BUCKET:
        return NOT_CONCERNED
    versions = _enabled(resource, VERSIONING, ("versioning_configuration", "status"), stack)
    if versions != COMPLIANT:
        return versions
    rule = _enabled(resource, LIFECYCLE, ("rule", "status"), stack)
    return rule if rule != COMPLIANT else _kept(resource, stack)


def _enabled(bucket: Resource, kind: str, path: tuple[str, ...], stack: Stack) -> Decision:
    found = the_one(bucket, kind, stack)
    if isinstance(found, Violation):
        return found
    return expect(
        stack.value(found, *path),
        ".".join(path),
        lambda status: bool(status == "Enabled"),
        wanted="Enabled",
        absent=ABSENT,
    )


def _kept(bucket: Resource, stack: Stack) -> Decision:
    lifecycle = the_one(bucket, LIFECYCLE, stack)
    if isinstance(lifecycle, Violation):
        return lifecycle
    for end in ENDS:
        value = stack.value(lifecycle, "rule", "expiration", end)
        if not isinstance(value, Absent):
            return Violation(f"rule.expiration.{end} = {value}", "none: it ends current states")
    return expect(
        stack.value(lifecycle, "rule", "noncurrent_version_expiration", "noncurrent_days"),
        "rule.noncurrent_version_expiration.noncurrent_days",
        lambda days: (as_number(days) or 0) >= DAYS,
        wanted=f"{DAYS} or more",
        absent="old versions are kept for ever, and paid for",
    )
