"""API methods ask their senders for nothing that an exchange cannot give."""

from policies.aws.doors import METHOD
from policies.engine.card import Card, Severity
from policies.engine.outcome import COMPLIANT, NOT_CONCERNED, Outcome
from policies.engine.resource import Resource
from policies.engine.rules import Decision, expect
from policies.engine.stack import Stack
from policies.engine.terraform import as_bool
from policies.engine.values import Absent

ABSENT_KEY = "no key is asked for: that is wanted"

CARD = Card(
    title="API methods ask their senders for nothing that an exchange cannot give",
    severity=Severity.HIGH,
    why="Exchanges sign the body, or know a token; none signs for IAM or sends a key of API"
    " Gateway: the door would answer 403 to all of them. The function verifies what they do give.",
    remedy="Set authorization to NONE, and remove api_key_required.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/"
    "apigateway-control-access-to-api.html",
    requirements=("R-A-9", "R-A-20"),
    absent=f"authorization: AWS refuses the method; api_key_required: {ABSENT_KEY}",
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
        absent="AWS refuses the method",
    )
    return _needs_no_key(resource, stack) if authorized == COMPLIANT else authorized


def _needs_no_key(method: Resource, stack: Stack) -> Decision:
    value = stack.value(method, "api_key_required")
    if isinstance(value, Absent):
        return COMPLIANT
    return expect(
        value,
        "api_key_required",
        lambda found: as_bool(found) is False,
        wanted="false",
        absent=ABSENT_KEY,
    )
