"""Terraform refuses to destroy what all environments need."""

from policies.aws.deployment_roles import BOUNDARY, POLICY, name_of
from policies.engine.card import Card, Severity
from policies.engine.outcome import NOT_CONCERNED, Outcome
from policies.engine.resource import Resource
from policies.engine.rules import expect
from policies.engine.stack import Stack
from policies.engine.terraform import as_bool

ABSENT = "Terraform destroys it when it is told to, or when a change needs a new one"

CARD = Card(
    title="Terraform refuses to destroy what all environments need",
    severity=Severity.HIGH,
    why="Without states and their key nothing can be changed or destroyed any more; without the"
    " boundary no role can be made.",
    remedy="Set lifecycle.prevent_destroy to true.",
    source="https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle",
    requirements=("R-ACC-1", "R-ACC-4"),
    absent=ABSENT,
    stacks=("bootstrap",),
)

NEEDED = ("aws_kms_key", "aws_s3_bucket")


def judge(resource: Resource, stack: Stack) -> Outcome:
    """Compliant if bucket, key and boundary are kept."""
    is_boundary = resource.type == POLICY and name_of(resource, stack) == BOUNDARY
    if resource.type not in NEEDED and not is_boundary:
        return NOT_CONCERNED
    return expect(
        stack.value(resource, "lifecycle", "prevent_destroy"),
        "lifecycle.prevent_destroy",
        lambda found: as_bool(found) is True,
        wanted="true",
        absent=ABSENT,
    )
