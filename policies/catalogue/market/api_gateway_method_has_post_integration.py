"""API Gateway methods accept POST on a path of the stack and have one integration."""

from collections import Counter
from functools import lru_cache

from policies import Card, Computed, Resource, Severity, Stack, Unknown, expect
from policies.aws.rest_apis import INTEGRATION, METHOD, method_key
from policies.catalogue.market import PRICES
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Undecided, Violation

CARD = Card(
    title="API Gateway methods accept POST on a path of the stack and have one integration",
    severity=Severity.MEDIUM,
    why="A method without an integration returns 500, and AWS rejects its deployment. Other verbs"
    " than POST carry no body to forward.",
    remedy="Set http_method to POST and refer to the API and the path in rest_api_id and"
    " resource_id. Give one aws_api_gateway_integration the same three values.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/"
    "how-to-method-settings.html",
    requirements=("R-A-9",),
    when_missing="AWS rejects the method",
    stacks=PRICES,
    overlaps_with=(
        "api_gateway_deployment_follows_every_change",
        "api_gateway_integration_forwards_bytes_as_sent",
        "api_gateway_integration_has_invoke_permission",
        "api_gateway_returns_202_only_for_accepted_events",
    ),
)

ENDS = {"rest_api_id": "aws_api_gateway_rest_api", "resource_id": "aws_api_gateway_resource"}


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if the method is a POST of the stack's API and one integration answers it."""
    if resource.type != METHOD:
        return NOT_APPLICABLE
    decisions = [_leads(resource, attribute, stack) for attribute in ENDS]
    decisions += [_posts(resource, stack), _answered(resource, stack)]
    return next((decision for decision in decisions if decision != COMPLIANT), COMPLIANT)


def _leads(method: Resource, attribute: str, stack: Stack) -> Decision:
    value, wanted = stack.value(method, attribute), ENDS[attribute]
    if isinstance(value, Computed) and (value.resource.type, value.attribute) == (wanted, "id"):
        return COMPLIANT
    if isinstance(value, Unknown):
        return Undecided(f"{attribute}: {value.why}", attribute)
    return Violation(f"{attribute} {value}", f"the id of an {wanted} of this stack")


def _posts(method: Resource, stack: Stack) -> Decision:
    return expect(
        stack.value(method, "http_method"),
        "http_method",
        lambda found: found == "POST",
        wanted='"POST"',
        when_missing=CARD.when_missing,
    )


def _answered(method: Resource, stack: Stack) -> Decision:
    count = _integrations(stack)[method_key(method, stack)]
    return COMPLIANT if count == 1 else Violation(f"{count} integrations of the method", "one")


@lru_cache(maxsize=8)
def _integrations(stack: Stack) -> Counter[tuple[str, ...]]:
    return Counter(method_key(integration, stack) for integration in stack.of_type(INTEGRATION))
