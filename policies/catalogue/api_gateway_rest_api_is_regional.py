"""REST APIs are regional."""

from policies.engine.card import Card, Severity
from policies.engine.outcome import NOT_CONCERNED, Outcome
from policies.engine.resource import Resource
from policies.engine.rules import expect
from policies.engine.stack import Stack

ABSENT = "AWS puts a CloudFront distribution in front of it"

CARD = Card(
    title="REST APIs are regional",
    severity=Severity.LOW,
    why="An edge-optimized API sends every webhook around by a distribution that nobody can"
    " configure, and that takes minutes to delete.",
    remedy='Set endpoint_configuration.types to ["REGIONAL"].',
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/"
    "api-gateway-api-endpoint-types.html",
    requirements=("R-A-9",),
    absent=ABSENT,
)


def judge(resource: Resource, stack: Stack) -> Outcome:
    """Compliant if the one type is REGIONAL."""
    if resource.type != "aws_api_gateway_rest_api":
        return NOT_CONCERNED
    return expect(
        stack.value(resource, "endpoint_configuration", "types"),
        "endpoint_configuration.types",
        lambda found: found == ["REGIONAL"],
        wanted='["REGIONAL"]',
        absent=ABSENT,
    )
