"""Lambda functions run on arm64."""

from policies import NOT_APPLICABLE, Card, Decision, Resource, Severity, Stack, expect

WHEN_MISSING = "AWS uses x86_64"

CARD = Card(
    title="Lambda functions run on arm64",
    severity=Severity.LOW,
    why="The same work costs about 20 % less on arm64, and our packages are built for it.",
    remedy='Set architectures to ["arm64"].',
    source="https://docs.aws.amazon.com/lambda/latest/dg/foundation-arch.html",
    requirements=("R-A-1", "R-A-2", "R-A-3", "R-B-3"),
    when_missing=WHEN_MISSING,
)

WANTED = ["arm64"]


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if arm64 is the one architecture."""
    if resource.type != "aws_lambda_function":
        return NOT_APPLICABLE
    return expect(
        stack.value(resource, "architectures"),
        "architectures",
        lambda found: found == WANTED,
        wanted='["arm64"]',
        when_missing=WHEN_MISSING,
    )
