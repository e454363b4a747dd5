"""Lambda functions are in no VPC."""

from policies import NOT_APPLICABLE, Card, Decision, Resource, Severity, Stack, expect_nothing

CARD = Card(
    title="Lambda functions are in no VPC",
    severity=Severity.LOW,
    why="The functions call only public AWS endpoints. A VPC adds the cost of gateways, and network"
    " interfaces that delay a destroy by half an hour.",
    remedy="Remove vpc_config.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
    requirements=("R-ENV-4",),
    when_missing="no VPC, as wanted",
)


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if nothing puts the function into a VPC."""
    if resource.type != "aws_lambda_function":
        return NOT_APPLICABLE
    return expect_nothing(resource, "vpc_config", stack)
