"""API Gateway responses say in words what their status says."""

import re
from collections.abc import Iterator

from policies import Absent, Card, Known, Resource, Severity, Stack, as_number
from policies.aws.texts import texts
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Undecided, Violation

CARD = Card(
    title="API Gateway responses say in words what their status says",
    severity=Severity.MEDIUM,
    why="Whoever sends reads the text of a response. If an error says that the request was"
    " accepted, nobody looks for the missing data.",
    remedy="Write neither accepted, ok, success, received nor queued into the template of a status"
    " from 400 up, unless after not; write no error into the template of a status below.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/"
    "api-gateway-integration-settings-integration-response.html",
    requirements=("R-A-18",),
    when_missing="API Gateway passes the response of the integration through",
)

GATEWAY_RESPONSE = "aws_api_gateway_gateway_response"
RESPONSES = ("aws_api_gateway_integration_response", GATEWAY_RESPONSE)
TEMPLATES = "response_templates"
FIRST_ERROR = 400
SUCCESS = re.compile(
    r"(?<!\bnot )(?<!\bun)\b(accepted|ok(ay)?|success\w*|received|queued|stored)\b", re.IGNORECASE
)
FAILURE = re.compile(
    r"\b(not|error\w*|fail\w*|refus\w*|reject\w*|denied|invalid|unavailable|try again)\b",
    re.IGNORECASE,
)


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if no text contradicts the status; a response without templates has none."""
    if resource.type not in RESPONSES:
        return NOT_APPLICABLE
    templates = stack.value(resource, TEMPLATES)
    if isinstance(templates, Absent):
        return NOT_APPLICABLE
    if not isinstance(templates, Known):
        return Undecided(f"{TEMPLATES} is {templates}", TEMPLATES)
    return next(_contradictions(templates.value, _is_error(resource, stack)), COMPLIANT)


def _contradictions(templates: object, is_error: bool) -> Iterator[Decision]:
    words = SUCCESS if is_error else FAILURE
    wanted = "no success in an error" if is_error else "no error in a success"
    for text in texts(templates):
        if found := words.search(text):
            yield Violation(f"{found[0]} in {TEMPLATES}", wanted)


def _is_error(response: Resource, stack: Stack) -> bool:
    """Whether the status is an error; a gateway response is one unless it says otherwise."""
    status = stack.value(response, "status_code")
    number = as_number(status.value) if isinstance(status, Known) else None
    if number is None:
        return response.type == GATEWAY_RESPONSE
    return number >= FIRST_ERROR
