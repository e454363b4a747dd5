"""Settings of functions hold no secret."""

from policies.aws.settings import variables_of
from policies.engine import secrets, terraform
from policies.engine.card import Card, Severity
from policies.engine.outcome import COMPLIANT, NOT_CONCERNED, Outcome, Undecided, Violation
from policies.engine.resource import Resource
from policies.engine.rules import Decision
from policies.engine.stack import Stack

CARD = Card(
    title="Settings of functions hold no secret",
    severity=Severity.HIGH,
    why="What stands in a variable stands in the repository, the plan, the state and the console:"
    " whoever reads one of them can sign webhooks.",
    remedy="Keep the secret in an SSM SecureString, and give the function its name; let a variable"
    " refer to resources of the stack, or hold a plain setting.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html",
    requirements=("R-A-20",),
    absent="no variables, no secret",
)


def judge(resource: Resource, stack: Stack) -> Outcome:
    """Compliant if no variable is called like a secret, or looks like one."""
    if resource.type != "aws_lambda_function":
        return NOT_CONCERNED
    held = variables_of(resource)
    if held is None:
        why = f"environment is {stack.value(resource, 'environment')}"
        return Undecided(why, "environment")
    decisions = (_is_plain(name, held.get(name)) for name in sorted(held))
    return next((decision for decision in decisions if decision != COMPLIANT), COMPLIANT)


def _is_plain(name: str, raw: object) -> Decision:
    parts = terraform.parts(str(raw))
    if parts is None:
        return Undecided(
            f"{name}: the expression {secrets.mask(raw, name)} is more than text and references"
        )
    texts = [part for part in parts if isinstance(part, str)]
    if raw is not None and any(secrets.is_secret(name, text) for text in texts):
        return Violation(f"a secret in {name}", "a reference, or the name of a secret")
    return COMPLIANT
