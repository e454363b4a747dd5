"""Lambda environment variables are listed, and hold what the list says."""

from policies import Card, Resource, Severity, Stack
from policies.aws import variable_forms
from policies.aws.function_variables import variables_of
from policies.engine import secrets, terraform
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Undecided, Violation

CARD = Card(
    title="Lambda environment variables are listed, and hold what the list says",
    severity=Severity.HIGH,
    why="AWS_ENDPOINT_URL, a proxy or PYTHONPATH sends the data elsewhere or runs other code. A"
    " pasted name refers to another environment. No plan shows that a value is the wrong one.",
    remedy="List the variable with what it holds in policies/variables.toml. Refer to a table,"
    " topic or queue by one reference, such as ${aws_dynamodb_table.items.name}. Remove what"
    " Lambda, the SDK or the interpreter reads itself.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html",
    requirements=("R-ENV-3", "R-A-20"),
    when_missing="the variable is not set",
    overlaps_with=(
        "iam_policy_has_no_unused_rights",
        "lambda_function_environment_has_no_secrets",
        "lambda_function_has_environment_suffix",
        "lambda_function_role_allows_configured_resources",
    ),
)


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if each variable is one of the list and holds what it says."""
    if resource.type != "aws_lambda_function":
        return NOT_APPLICABLE
    # lambda_function_environment_has_no_secrets reports variables that cannot be read.
    held = variables_of(resource) or {}
    decisions = (_is_right(name, held.get(name), stack) for name in sorted(held.keys()))
    return next((decision for decision in decisions if decision != COMPLIANT), COMPLIANT)


def _is_right(name: str, raw: object, stack: Stack) -> Decision:
    if variable_forms.is_denied(name):
        return Violation(
            f"the variable {name}, which changes Lambda, the SDK or the interpreter", "none"
        )
    if name not in variable_forms.known():
        return Undecided(
            f"it is unknown what {name} holds; add the variable to policies/variables.toml"
        )
    if raw is None or variable_forms.holds(name, raw, stack):
        return COMPLIANT
    if terraform.parts(str(raw)) is None:
        return Undecided(f"{name}: the expression {raw} is more than strings and references")
    return Violation(f"{name} = {secrets.mask(raw, name)}", variable_forms.wanted(name))
