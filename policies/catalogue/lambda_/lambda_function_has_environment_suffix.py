"""Lambda functions get the suffix of their environment."""

from policies import Card, Known, Resource, Severity, Stack, expect
from policies.engine.decision import NOT_APPLICABLE, Decision

WHEN_MISSING = "the function does not know its environment"

CARD = Card(
    title="Lambda functions get the suffix of their environment",
    severity=Severity.MEDIUM,
    why="Functions write the suffix into alerts and use it to look up secrets. With a wrong suffix"
    " they report for another environment or fail at their first event.",
    remedy="Set the environment variable ENVIRONMENT_SUFFIX to the suffix.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html",
    requirements=("R-ENV-3", "R-A-20", "R-B-21"),
    when_missing=WHEN_MISSING,
    overlaps_with=(
        "iam_policy_has_no_unused_rights",
        "lambda_function_environment_has_no_secrets",
        "lambda_function_role_allows_configured_resources",
    ),
)

VARIABLE = "ENVIRONMENT_SUFFIX"


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if the variable is the suffix of the stack."""
    if resource.type != "aws_lambda_function":
        return NOT_APPLICABLE
    suffix = stack.suffix
    if not isinstance(suffix, Known) or not suffix.value:
        # resource_has_required_tags reports it, once for the stack.
        return NOT_APPLICABLE
    return expect(
        stack.value(resource, "environment", "variables", VARIABLE),
        VARIABLE,
        lambda found: found == suffix.value,
        wanted=str(suffix),
        when_missing=WHEN_MISSING,
    )
