"""KMS keys are deleted seven days after their environment."""

from policies import NOT_APPLICABLE, Card, Decision, Resource, Severity, Stack, as_number, expect

WHEN_MISSING = "AWS waits 30 days"

CARD = Card(
    title="KMS keys are deleted seven days after their environment",
    severity=Severity.LOW,
    why="A key outlives its environment by the deletion window. Seven days is the shortest window"
    " that AWS allows.",
    remedy="Set deletion_window_in_days to 7.",
    source="https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html",
    requirements=("R-ENV-5", "R-A-8", "R-B-7"),
    when_missing=WHEN_MISSING,
)

DAYS = 7


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if the window is seven days."""
    if resource.type != "aws_kms_key":
        return NOT_APPLICABLE
    return expect(
        stack.value(resource, "deletion_window_in_days"),
        "deletion_window_in_days",
        lambda found: as_number(found) == DAYS,
        wanted=str(DAYS),
        when_missing=WHEN_MISSING,
    )
