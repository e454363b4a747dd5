"""API Gateway integrations forward the request body unchanged, through their templates only."""

from policies import Card, Computed, Resource, Severity, Stack, expect
from policies.catalogue.market import PRICES
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Undecided

ABSENT_PASSTHROUGH = "API Gateway forwards a body of another content type without a template"
ABSENT_HANDLING = "API Gateway keeps binary bodies, which no template can read"
ABSENT_TYPES = "API Gateway treats every body as text and replaces bytes that are not UTF-8"

CARD = Card(
    title="API Gateway integrations forward the request body unchanged, through their templates"
    " only",
    severity=Severity.HIGH,
    why="A signature covers the exact bytes of the body. A request that bypasses the template lacks"
    " the receive time and the sender that API Gateway adds.",
    remedy='Set binary_media_types of the API to ["*/*"]. On the integration set content_handling'
    " to CONVERT_TO_TEXT (the template then sees base64) and passthrough_behavior to NEVER.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/"
    "api-gateway-payload-encodings-workflow.html",
    requirements=("R-A-17",),
    when_missing=f"passthrough_behavior: {ABSENT_PASSTHROUGH}; content_handling: {ABSENT_HANDLING};"
    f" binary_media_types: {ABSENT_TYPES}",
    stacks=PRICES,
    overlaps_with=(
        "api_gateway_deployment_follows_every_change",
        "api_gateway_integration_has_invoke_permission",
    ),
)


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if no body passes by a template, and every template sees base64."""
    if resource.type != "aws_api_gateway_integration":
        return NOT_APPLICABLE
    decisions = [
        _is("passthrough_behavior", "NEVER", resource, ABSENT_PASSTHROUGH, stack),
        _is("content_handling", "CONVERT_TO_TEXT", resource, ABSENT_HANDLING, stack),
        _takes_bytes(resource, stack),
    ]
    return next((decision for decision in decisions if decision != COMPLIANT), COMPLIANT)


def _is(attribute: str, wanted: str, integration: Resource, absent: str, stack: Stack) -> Decision:
    return expect(
        stack.value(integration, attribute),
        attribute,
        lambda found: found == wanted,
        wanted=f'"{wanted}"',
        when_missing=absent,
    )


def _takes_bytes(integration: Resource, stack: Stack) -> Decision:
    api = stack.value(integration, "rest_api_id")
    if not isinstance(api, Computed) or api.attribute != "id":
        return Undecided(f"rest_api_id is {api}, no API of this stack", "rest_api_id")
    return expect(
        stack.value(api.resource, "binary_media_types"),
        f"{api.resource.address}.binary_media_types",
        lambda found: found == ["*/*"],
        wanted='["*/*"]',
        when_missing=ABSENT_TYPES,
    )
