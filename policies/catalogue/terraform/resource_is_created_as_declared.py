"""Resources are made as they are declared, and by Terraform alone."""

from policies import Absent, Card, Known, Resource, Severity, Stack
from policies.engine.decision import COMPLIANT, Decision, Undecided, Violation

CARD = Card(
    title="Resources are made as they are declared, and by Terraform alone",
    severity=Severity.HIGH,
    why="What Terraform is told to ignore stays as somebody left it, though every judge reads the"
    " declaration; a provisioner runs commands on the machine that deploys, with its rights.",
    remedy="Remove lifecycle.ignore_changes: declare what is wanted. Remove provisioner and"
    " connection: what must be done after a deployment is a command of gitops.",
    source="https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle"
    "#ignore_changes",
    requirements=("R-ENV-6", "R-A-12"),
    when_missing="everything that is declared is made, and nothing else happens",
)

COMMANDS = ("connection", "provisioner")
IGNORED = ("lifecycle", "ignore_changes")


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if nothing is ignored and no command runs; this concerns every resource."""
    for attribute in COMMANDS:
        if resource.values.get(attribute) is not None:
            return Violation(f"a {attribute}", "none")
    ignored = stack.value(resource, *IGNORED)
    if isinstance(ignored, Absent) or ignored == Known([]):
        return COMPLIANT
    if isinstance(ignored, Known):
        return Violation(f"{'.'.join(IGNORED)} = {ignored}", "none")
    return Undecided(f"{'.'.join(IGNORED)} is {ignored}", ".".join(IGNORED))
