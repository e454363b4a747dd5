"""Lambda functions run on arm64."""

from policies.engine.card import Card, Severity
from policies.engine.outcome import NOT_CONCERNED, Outcome
from policies.engine.resource import Resource
from policies.engine.rules import expect
from policies.engine.stack import Stack

ABSENT = "AWS takes x86_64"

CARD = Card(
    title="Lambda functions run on arm64",
    severity=Severity.LOW,
    why="The same work costs about a fifth less on arm64, and artifacts are built for it.",
    remedy='Set architectures to ["arm64"].',
    source="https://docs.aws.amazon.com/lambda/latest/dg/foundation-arch.html",
    requirements=("R-A-1", "R-A-2", "R-A-3", "R-B-3"),
    absent=ABSENT,
)

WANTED = ["arm64"]


def judge(resource: Resource, stack: Stack) -> Outcome:
    """Compliant if arm64 is the one architecture."""
    if resource.type != "aws_lambda_function":
        return NOT_CONCERNED
    return expect(
        stack.value(resource, "architectures"),
        "architectures",
        lambda found: found == WANTED,
        wanted='["arm64"]',
        absent=ABSENT,
    )
