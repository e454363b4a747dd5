"""Lambda functions are told the environment that they belong to."""

from policies.engine.card import Card, Severity
from policies.engine.outcome import NOT_CONCERNED, Outcome, Undecided
from policies.engine.resource import Resource
from policies.engine.rules import expect
from policies.engine.stack import Stack
from policies.engine.values import Known

ABSENT = "the function cannot say which environment it speaks for"

CARD = Card(
    title="Lambda functions are told the environment that they belong to",
    severity=Severity.MEDIUM,
    why="Functions write the suffix into alerts and look up secrets by it: told another one, they"
    " speak for an environment that is not theirs, or fail at their first event.",
    remedy="Set the variable ENVIRONMENT_SUFFIX to the suffix.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html",
    requirements=("R-ENV-3", "R-A-20", "R-B-21"),
    absent=ABSENT,
    also_fire=(
        "iam_policy_serves_its_function",
        "lambda_function_holds_no_secret",
        "lambda_function_may_use_what_it_is_told",
        "lambda_function_reads_the_secrets_of_its_exchanges",
        "lambda_function_wants_signed_webhooks",
    ),
)

VARIABLE = "ENVIRONMENT_SUFFIX"


def judge(resource: Resource, stack: Stack) -> Outcome:
    """Compliant if the variable is the suffix of the stack."""
    if resource.type != "aws_lambda_function":
        return NOT_CONCERNED
    suffix = stack.suffix
    if not isinstance(suffix, Known) or not suffix.value:
        return Undecided(f"the suffix, the default tag Environment of the provider, is {suffix}")
    return expect(
        stack.value(resource, "environment", "variables", VARIABLE),
        VARIABLE,
        lambda found: found == suffix.value,
        wanted=str(suffix),
        absent=ABSENT,
    )
