"""API Gateway integrations invoke a Lambda function of the stack asynchronously."""

from policies import Absent, Card, Computed, Resource, Severity, Stack, Unknown, expect
from policies.catalogue.market import PRICES
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Undecided, Violation

WHEN_MISSING = (
    "API Gateway invokes synchronously: no retries, no destinations, no dead-letter queue"
)

CARD = Card(
    title="API Gateway integrations invoke a Lambda function of the stack asynchronously",
    severity=Severity.HIGH,
    why="Lambda uses retries, destinations and the dead-letter queue for asynchronous invocations"
    " only. An event that fails in a synchronous call is lost.",
    remedy="Set type AWS, integration_http_method POST, uri to the invoke_arn of the function, and"
    " the request parameter integration.request.header.X-Amz-Invocation-Type to 'Event'.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/"
    "set-up-lambda-integration-async.html",
    requirements=("R-A-9", "R-A-11", "R-A-25"),
    when_missing=WHEN_MISSING,
    stacks=PRICES,
    overlaps_with=(
        "api_gateway_deployment_follows_every_change",
        "api_gateway_integration_has_invoke_permission",
    ),
)

HEADER = ("request_parameters", "integration.request.header.X-Amz-Invocation-Type")
# API Gateway takes what stands in single quotes as a text.
EVENT = "'Event'"
WANTED = ("aws_lambda_function", "invoke_arn")
URI = "the invoke_arn of a function of this stack"


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if the integration is no proxy, and its header says Event."""
    if resource.type != "aws_api_gateway_integration":
        return NOT_APPLICABLE
    decisions = [
        _is(("type",), "AWS", resource, stack),
        _is(("integration_http_method",), "POST", resource, stack),
        _is(HEADER, EVENT, resource, stack),
        _calls_function(resource, stack),
    ]
    return next((decision for decision in decisions if decision != COMPLIANT), COMPLIANT)


def _is(path: tuple[str, ...], wanted: str, integration: Resource, stack: Stack) -> Decision:
    return expect(
        stack.value(integration, *path),
        path[-1],
        lambda found: found == wanted,
        wanted=f'"{wanted}"',
        when_missing=WHEN_MISSING,
    )


def _calls_function(integration: Resource, stack: Stack) -> Decision:
    uri = stack.value(integration, "uri")
    if isinstance(uri, Unknown):
        return Undecided(f"uri: {uri.why}", "uri")
    if isinstance(uri, Absent):
        return Violation(f"no uri ({WHEN_MISSING})", URI)
    if isinstance(uri, Computed) and (uri.resource.type, uri.attribute) == WANTED:
        return COMPLIANT
    return Violation(f"uri {uri}", URI)
