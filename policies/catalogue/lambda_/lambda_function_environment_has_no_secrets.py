"""Lambda environment variables contain no secrets."""

from policies import Card, Resource, Severity, Stack
from policies.aws.function_variables import variables_of
from policies.engine import secrets, terraform
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Undecided, Violation

CARD = Card(
    title="Lambda environment variables contain no secrets",
    severity=Severity.HIGH,
    why="Environment variables appear in the repository, the plan, the state and the console."
    " Anyone who reads one of them has the secret.",
    remedy="Store the secret as an SSM SecureString and pass only its name to the function. Let a"
    " variable refer to resources of the stack or hold a plain setting.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html",
    requirements=("R-A-20",),
    when_missing="no variables, no secrets",
)


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if no variable is called like a secret, or looks like one."""
    if resource.type != "aws_lambda_function":
        return NOT_APPLICABLE
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
            f"{name}: the expression {secrets.mask(raw, name)} is more than strings and references"
        )
    texts = [part for part in parts if isinstance(part, str)]
    if raw is not None and any(secrets.is_secret(name, text) for text in texts):
        return Violation(f"a secret in {name}", "a reference, or the name of a secret")
    return COMPLIANT
