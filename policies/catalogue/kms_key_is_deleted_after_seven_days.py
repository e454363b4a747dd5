"""KMS keys are deleted seven days after their environment."""

from policies.engine.card import Card, Severity
from policies.engine.outcome import NOT_CONCERNED, Outcome
from policies.engine.resource import Resource
from policies.engine.rules import expect
from policies.engine.stack import Stack
from policies.engine.terraform import as_number

ABSENT = "AWS waits 30 days"

CARD = Card(
    title="KMS keys are deleted seven days after their environment",
    severity=Severity.LOW,
    why="A key outlives its environment by the window; seven days is the shortest AWS allows.",
    remedy="Set deletion_window_in_days to 7.",
    source="https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html",
    requirements=("R-ENV-5", "R-A-8", "R-B-7"),
    absent=ABSENT,
)

DAYS = 7


def judge(resource: Resource, stack: Stack) -> Outcome:
    """Compliant if the window is seven days."""
    if resource.type != "aws_kms_key":
        return NOT_CONCERNED
    return expect(
        stack.value(resource, "deletion_window_in_days"),
        "deletion_window_in_days",
        lambda found: as_number(found) == DAYS,
        wanted=str(DAYS),
        absent=ABSENT,
    )
