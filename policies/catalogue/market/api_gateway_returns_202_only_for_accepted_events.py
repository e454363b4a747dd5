"""API Gateway returns 202 only after Lambda has accepted the event."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from policies import Card, Resource, Severity, Stack, as_number, expect_if_written
from policies.aws.rest_apis import INTEGRATION, method_key
from policies.catalogue.market import PRICES
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Undecided, Violation
from policies.engine.values import ABSENT, Absent, Known, Unknown, Value

CARD = Card(
    title="API Gateway returns 202 only after Lambda has accepted the event",
    severity=Severity.HIGH,
    why="The default response answers everything that no pattern matches. If it is the only"
    " response, the sender gets 202 although Lambda rejected the event, and does not retry.",
    remedy="Give every integration one response 202 without selection_pattern, and one with"
    " selection_pattern (\\n|.)+ and a status of 500 or above. Give gateway responses a status of"
    " 400 or above.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/"
    "handle-errors-in-lambda-integration.html",
    requirements=("R-A-18",),
    when_missing="selection_pattern: the response is the default one; status_code: AWS rejects it,"
    " or gives a gateway response the status of the error",
    stacks=PRICES,
    overlaps_with=(
        "api_gateway_deployment_follows_every_change",
        "api_gateway_integration_has_invoke_permission",
        "api_gateway_response_text_matches_its_status",
    ),
)

RESPONSE = "aws_api_gateway_integration_response"
METHOD_RESPONSE = "aws_api_gateway_method_response"
# What API Gateway answers itself when it rejects a request.
GATEWAY_RESPONSE = "aws_api_gateway_gateway_response"
# The error text of a refusal, line breaks included; a success has the empty text.
ANY_ERROR = r"(\n|.)+"
TAKEN, FIRST_ERROR, FIRST_REFUSAL, LAST_REFUSAL = 202, 400, 500, 599


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if a refusal has its own response; a response, if it is 202 or a refusal's."""
    if resource.type == RESPONSE:
        return _answer(resource, stack)
    if resource.type == GATEWAY_RESPONSE:
        return _own_answer(resource, stack)
    if resource.type != INTEGRATION:
        return NOT_APPLICABLE
    answers = _responses(stack).get(method_key(resource, stack), ())
    patterns = [stack.value(answer, "selection_pattern") for answer in answers]
    for wanted in (ABSENT, Known(ANY_ERROR)):
        if patterns.count(wanted) != 1:
            said = "without a pattern" if wanted == ABSENT else f"to {ANY_ERROR}"
            return Violation(f"{patterns.count(wanted)} responses {said}", "one")
    return COMPLIANT


def _answer(response: Resource, stack: Stack) -> Decision:
    pattern = stack.value(response, "selection_pattern")
    status = stack.value(response, "status_code")
    for name, value in (("selection_pattern", pattern), ("status_code", status)):
        if isinstance(value, Unknown):
            return Undecided(f"{name}: {value.why}", name)
    number = as_number(status.value) if isinstance(status, Known) else None
    if isinstance(pattern, Absent):
        right, wanted = number == TAKEN, str(TAKEN)
    else:
        right = number is not None and FIRST_REFUSAL <= number <= LAST_REFUSAL
        wanted = f"{FIRST_REFUSAL} to {LAST_REFUSAL}"
    if not right:
        return Violation(f"{_case(pattern)} {status}", wanted)
    if (*method_key(response, stack), str(number)) in _declared(stack):
        return COMPLIANT
    return Violation(
        f"{_case(pattern)} {status}, which no {METHOD_RESPONSE} of its method declares", "one"
    )


def _own_answer(response: Resource, stack: Stack) -> Decision:
    return expect_if_written(
        stack.value(response, "status_code"),
        "status_code",
        lambda found: FIRST_ERROR <= (as_number(found) or 0) <= LAST_REFUSAL,
        wanted=f"{FIRST_ERROR} to {LAST_REFUSAL}",
    )


def _case(pattern: Value) -> str:
    return "the default answer" if isinstance(pattern, Absent) else f"the answer to {pattern}"


@lru_cache(maxsize=8)
def _responses(stack: Stack) -> Mapping[tuple[str, ...], Sequence[Resource]]:
    found: dict[tuple[str, ...], list[Resource]] = {}
    for response in stack.of_type(RESPONSE):
        found.setdefault(method_key(response, stack), []).append(response)
    return found


@lru_cache(maxsize=8)
def _declared(stack: Stack) -> frozenset[tuple[str, ...]]:
    """The statuses that the methods declare; AWS rejects any other one."""
    found = [(one, stack.value(one, "status_code")) for one in stack.of_type(METHOD_RESPONSE)]
    return frozenset(
        (*method_key(one, stack), str(as_number(status.value)))
        for one, status in found
        if isinstance(status, Known)
    )
