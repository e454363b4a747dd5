"""Lambda functions are in no VPC."""

from policies.engine.card import Card, Severity
from policies.engine.outcome import COMPLIANT, NOT_CONCERNED, Outcome, Undecided, Violation
from policies.engine.resource import Resource
from policies.engine.stack import Stack
from policies.engine.values import Absent, Unknown

CARD = Card(
    title="Lambda functions are in no VPC",
    severity=Severity.LOW,
    why="The pipelines talk to AWS's own endpoints only: a VPC adds the price of gateways, and"
    " network interfaces that hold up a destroy for half an hour.",
    remedy="Remove vpc_config.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
    requirements=("R-ENV-4",),
    absent="no VPC: that is wanted",
)


def judge(resource: Resource, stack: Stack) -> Outcome:
    """Compliant if nothing puts the function into a VPC."""
    if resource.type != "aws_lambda_function":
        return NOT_CONCERNED
    value = stack.value(resource, "vpc_config")
    if isinstance(value, Absent):
        return COMPLIANT
    if isinstance(value, Unknown) and isinstance(resource.values.get("vpc_config"), str):
        return Undecided(f"vpc_config: {value.why}", "vpc_config")
    return Violation("vpc_config", "no vpc_config")
