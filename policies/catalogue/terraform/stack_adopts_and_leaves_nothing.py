"""Stacks take no resource over and leave none behind."""

from policies import COMPLIANT, Card, Decision, Resource, Severity, Stack, Undecided, Violation
from policies.engine.decision import NOT_APPLICABLE

CARD = Card(
    title="Stacks take no resource over and leave none behind",
    severity=Severity.HIGH,
    why="An import reads whatever its id names, a resource of another environment too, and makes it"
    " this one's to change and destroy. What is removed without being destroyed stays and costs.",
    remedy="Use moved for a new address. If a resource really has to be taken over or left behind,"
    " add a waiver for import.<type>.<name>[<id>] or removed.<type>.<name>.",
    source="https://developer.hashicorp.com/terraform/language/import",
    requirements=("R-ENV-3", "R-ENV-5"),
    when_missing="Terraform creates what is declared and destroys what is no longer declared",
    blocks=("terraform", "import", "removed"),
)

WANTED = "a waiver that names it, or none"


def evaluate(resource: Resource, stack: Stack) -> Decision:  # noqa: ARG001 (a block says all)
    """Compliant if there is neither block; each of them is a finding of its own."""
    if resource.type in ("import", "removed"):
        if resource.name.isdigit():
            return Undecided(f"the block {resource.type} is no plain text")
        return Violation(f"the block {resource.type}", WANTED)
    if (resource.type, resource.name) == ("terraform", "backend"):
        return COMPLIANT
    return NOT_APPLICABLE
