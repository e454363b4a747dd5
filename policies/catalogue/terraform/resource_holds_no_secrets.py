"""Resources hold no secrets."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from policies import EVERY_STACK, Absent, Card, Resource, Severity, Stack, Unknown
from policies.aws.sensitive_attributes import Decides, paths
from policies.engine import secrets
from policies.engine.decision import COMPLIANT, Decision, Undecided, Violation

CARD = Card(
    title="Resources hold no secrets",
    severity=Severity.HIGH,
    why="Whatever a resource declares stands in the repository, the plan, the state and the console"
    " as plain text, its tags, descriptions, alarm texts and templates too.",
    remedy="Remove the secret, and replace it where it is used: it is known now. Store the new one"
    " as an SSM SecureString outside of Terraform (market secret), or let AWS make it"
    " (manage_master_user_password). A plain SSM parameter uses insecure_value.",
    source="https://developer.hashicorp.com/terraform/language/manage-sensitive-data",
    requirements=("R-A-20",),
    when_missing="no secret",
    stacks=EVERY_STACK,
)

# The variables of functions have a policy of their own, which names them.
ELSEWHERE = {"aws_lambda_function": ("environment",)}


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if no attribute takes a secret and no text looks like one; concerns all."""
    for path in paths(resource.type, Decides.SECRET):
        value, name = stack.value(resource, *path), ".".join(path)
        if isinstance(value, Unknown):
            return Undecided(f"{name}, which must hold no secret: {value.why}", name)
        if not isinstance(value, Absent):
            found = f"{name}, which Terraform's state keeps as plain text"
            return Violation(found, "no secret from Terraform")
    found = _place_of_secret(resource)
    return Violation(f"a secret in {found}", "a text without secrets") if found else COMPLIANT


# A mutant changes one resource of hundreds: the others were searched before.
@lru_cache(maxsize=4096)
def _place_of_secret(resource: Resource) -> str:
    held = {name: value for name, value in resource.values.items() if _concerns(name, resource)}
    # A copy: who watches what a policy asks for by name would take our look for such a question.
    return _place(json.loads(json.dumps(held)))


def _concerns(name: str, resource: Resource) -> bool:
    return name != "//" and name not in ELSEWHERE.get(resource.type, ())


def _place(held: Mapping[str, Any]) -> str:
    """The dotted name of the first attribute that holds one; empty if none does."""
    for name, value in held.items():
        if secrets.is_secret(name, value):
            inner = _place(value) if isinstance(value, Mapping) else ""
            return f"{name}.{inner}" if inner else name
    return ""
