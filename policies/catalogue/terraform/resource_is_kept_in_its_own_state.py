"""Stacks keep their resources in a state of their own."""

from policies import Card, Known, Resource, Severity, Stack
from policies.engine import terraform
from policies.engine.decision import COMPLIANT, Decision, Undecided, Violation

WHEN_MISSING = (
    "CDKTF writes an absolute path without the suffix, Terraform a file beside the document"
)

CARD = Card(
    title="Stacks keep their resources in a state of their own",
    severity=Severity.HIGH,
    why="Terraform treats two environments in one state as one: deploying the second destroys the"
    " first. Without the lock, two concurrent runs lose changes.",
    remedy="Declare the backend local with the path ../../../state/<suffix>/<stack>.tfstate, or s3"
    " with the key <stack>/<suffix>.tfstate, region us-east-1 and use_lockfile = true.",
    source="https://developer.hashicorp.com/terraform/language/backend/s3",
    requirements=("R-ENV-3", "R-ENV-6"),
    when_missing=WHEN_MISSING,
)

WANTED = "one backend, local or s3"


def evaluate(resource: Resource, stack: Stack) -> Decision:  # noqa: ARG001 (the state of all of them)
    """Compliant if the backend is the stack's and the environment's own; concerns all resources."""
    suffix = stack.suffix
    if stack.backend is None or not isinstance(suffix, Known):
        return Undecided(f"the backend or the suffix is unknown: the suffix is {suffix}")
    local, s3 = stack.backend.get("local"), stack.backend.get("s3")
    if isinstance(local, dict) and not s3:
        path = f"../../../state/{suffix.value}/{stack.name}.tfstate"
        return _is("path", local.get("path"), path)
    if isinstance(s3, dict) and not local:
        return _in_bucket(s3, f"{stack.name}/{suffix.value}.tfstate")
    return Violation(f"no backend of its own ({WHEN_MISSING})", WANTED)


def _in_bucket(s3: dict[str, object], key: str) -> Decision:
    decisions = [
        _is("key", s3.get("key"), key),
        _is("region", s3.get("region"), "us-east-1"),
        _is("use_lockfile", terraform.as_bool(s3.get("use_lockfile")), True),
    ]
    return next((decision for decision in decisions if decision != COMPLIANT), COMPLIANT)


def _is(name: str, found: object, wanted: object) -> Decision:
    if found == wanted:
        return COMPLIANT
    return Violation(f"a backend whose {name} is {Known(found)}", str(Known(wanted)))
