"""API methods ask their senders for nothing that an exchange cannot give."""

from policies.aws.doors import METHOD
from policies.engine.card import Card, Severity
from policies.engine.outcome import COMPLIANT, NOT_CONCERNED, Outcome
from policies.engine.resource import Resource
from policies.engine.rules import expect, expect_if_written
from policies.engine.stack import Stack
from policies.engine.terraform import as_bool

ABSENT = "AWS refuses the method"

CARD = Card(
    title="API methods ask their senders for nothing that an exchange cannot give",
    severity=Severity.HIGH,
    why="Exchanges sign the body, or know a token; none signs for IAM or sends a key of API"
    " Gateway: the door would answer 403 to all of them. The function verifies what they do give.",
    remedy="Set authorization to NONE, and remove api_key_required.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/"
    "apigateway-control-access-to-api.html",
    requirements=("R-A-9", "R-A-20"),
    absent=f"authorization: {ABSENT}; api_key_required: no key is asked for",
)


def judge(resource: Resource, stack: Stack) -> Outcome:
    """Compliant if the method is open to whoever knocks."""
    if resource.type != METHOD:
        return NOT_CONCERNED
    authorized = expect(
        stack.value(resource, "authorization"),
        "authorization",
        lambda found: found == "NONE",
        wanted='"NONE"',
        absent=ABSENT,
    )
    if authorized != COMPLIANT:
        return authorized
    return expect_if_written(
        stack.value(resource, "api_key_required"),
        "api_key_required",
        lambda found: as_bool(found) is False,
        wanted="false",
    )
