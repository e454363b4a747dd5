"""API Gateway methods are public; the function verifies each request."""

from policies import Card, Resource, Severity, Stack, as_bool, expect, expect_if_written
from policies.aws.rest_apis import METHOD
from policies.catalogue.market import PRICES
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision

WHEN_MISSING = "AWS rejects the method"

CARD = Card(
    title="API Gateway methods are public; the function verifies each request",
    severity=Severity.HIGH,
    why="The senders sign the body or know a token. They cannot sign for IAM or send an API key, so"
    " API Gateway would answer 403 to all of them.",
    remedy="Set authorization to NONE and remove api_key_required.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/"
    "apigateway-control-access-to-api.html",
    requirements=("R-A-9", "R-A-20"),
    when_missing=f"authorization: {WHEN_MISSING}; api_key_required: no API key is required",
    stacks=PRICES,
)


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if anyone can call the method."""
    if resource.type != METHOD:
        return NOT_APPLICABLE
    authorized = expect(
        stack.value(resource, "authorization"),
        "authorization",
        lambda found: found == "NONE",
        wanted='"NONE"',
        when_missing=WHEN_MISSING,
    )
    if authorized != COMPLIANT:
        return authorized
    return expect_if_written(
        stack.value(resource, "api_key_required"),
        "api_key_required",
        lambda found: as_bool(found) is False,
        wanted="false",
    )
