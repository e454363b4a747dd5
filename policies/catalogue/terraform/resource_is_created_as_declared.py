"""Resources match their declaration and run no provisioners."""

from policies import Absent, Card, Known, Resource, Severity, Stack
from policies.engine.decision import COMPLIANT, Decision, Undecided, Violation

CARD = Card(
    title="Resources match their declaration and run no provisioners",
    severity=Severity.HIGH,
    why="Terraform does not correct an ignored attribute, although every policy reads the declared"
    " value. A provisioner runs commands on the deploying machine with its rights.",
    remedy="Remove lifecycle.ignore_changes and declare the wanted value. Remove provisioner and"
    " connection; use a gitops command for steps after a deployment.",
    source="https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle"
    "#ignore_changes",
    requirements=("R-ENV-6", "R-A-12"),
    when_missing="Terraform applies the declaration and nothing else, as wanted",
)

COMMANDS = ("connection", "provisioner")
IGNORED = ("lifecycle", "ignore_changes")
# An account has one OIDC provider per issuer: other repositories add their audiences to it.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
SHARED = {"aws_iam_openid_connect_provider": ["client_id_list"]}


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if nothing is ignored and no command runs; this concerns every resource."""
    for attribute in COMMANDS:
        if resource.values.get(attribute) is not None:
            return Violation(f"a {attribute}", "none")
    ignored = stack.value(resource, *IGNORED)
    if isinstance(ignored, Absent) or ignored == Known([]):
        return COMPLIANT
    if isinstance(ignored, Known):
        if ignored.value == SHARED.get(resource.type):
            return COMPLIANT
        return Violation(f"{'.'.join(IGNORED)} = {ignored}", "none")
    return Undecided(f"{'.'.join(IGNORED)} is {ignored}", ".".join(IGNORED))
