"""API Gateway REST APIs are regional."""

from policies import NOT_APPLICABLE, Card, Decision, Resource, Severity, Stack, expect

WHEN_MISSING = "AWS puts a CloudFront distribution in front of the API"

CARD = Card(
    title="API Gateway REST APIs are regional",
    severity=Severity.LOW,
    why="An edge-optimized API routes every request through a CloudFront distribution that you"
    " cannot configure and that takes minutes to delete.",
    remedy='Set endpoint_configuration.types to ["REGIONAL"].',
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/"
    "api-gateway-api-endpoint-types.html",
    requirements=("R-A-9",),
    when_missing=WHEN_MISSING,
)


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if the one type is REGIONAL."""
    if resource.type != "aws_api_gateway_rest_api":
        return NOT_APPLICABLE
    return expect(
        stack.value(resource, "endpoint_configuration", "types"),
        "endpoint_configuration.types",
        lambda found: found == ["REGIONAL"],
        wanted='["REGIONAL"]',
        when_missing=WHEN_MISSING,
    )
