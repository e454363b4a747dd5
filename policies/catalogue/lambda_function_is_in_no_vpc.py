"""Lambda functions are in no VPC."""

from policies.engine.card import Card, Severity
from policies.engine.outcome import NOT_CONCERNED, Outcome
from policies.engine.resource import Resource
from policies.engine.rules import expect_nothing
from policies.engine.stack import Stack

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
    return expect_nothing(resource, "vpc_config", stack)
