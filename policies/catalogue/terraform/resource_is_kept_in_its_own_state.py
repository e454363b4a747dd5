"""Stacks keep their resources in a state of their own."""

from policies import Card, Known, Resource, Severity, Stack
from policies.engine import terraform
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Violation

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
    blocks=("terraform",),
)

WANTED = "one backend, local or s3"
LOCAL, S3 = {"path"}, {"bucket", "key", "region", "use_lockfile"}


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if the backend is the stack's and the environment's own; concerns the backend."""
    if (resource.type, resource.name) != ("terraform", "backend"):
        return NOT_APPLICABLE
    suffix = stack.suffix
    if not isinstance(suffix, Known):
        # resource_has_required_tags reports it, once for the stack.
        return NOT_APPLICABLE
    local, s3 = resource.values.get("local"), resource.values.get("s3")
    if isinstance(local, dict) and not s3:
        path = f"../../../state/{suffix.value}/{stack.name}.tfstate"
        return _all(_only(local, LOCAL), _is("path", local.get("path"), path))
    if isinstance(s3, dict) and not local:
        return _in_bucket(s3, f"{stack.name}/{suffix.value}.tfstate")
    return Violation(f"no backend of its own ({WHEN_MISSING})", WANTED)


def _in_bucket(s3: dict[str, object], key: str) -> Decision:
    return _all(
        _only(s3, S3),
        _is("key", s3.get("key"), key),
        _is("region", s3.get("region"), "us-east-1"),
        _is("use_lockfile", terraform.as_bool(s3.get("use_lockfile")), True),
    )


def _all(*decisions: Decision) -> Decision:
    return next((decision for decision in decisions if decision != COMPLIANT), COMPLIANT)


def _only(found: dict[str, object], known: set[str]) -> Decision:
    strange = sorted(name for name in found.keys() - known if found[name] is not None)
    if strange:
        return Violation(f"a backend with {strange[0]}", ", ".join(sorted(known)))
    return COMPLIANT


def _is(name: str, found: object, wanted: object) -> Decision:
    if found == wanted:
        return COMPLIANT
    return Violation(f"a backend whose {name} is {Known(found)}", str(Known(wanted)))
