"""Lambda functions use a runtime that AWS supports."""

from datetime import UTC, date, datetime

from policies import Card, Known, Resource, Severity, Stack, expect
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Violation

# Runtime -> the day from which AWS supports it no more. python3.14 is not here because the
# provider that is locked refuses it.
DEPRECATED = {
    "python3.8": date(2024, 10, 14),
    "python3.9": date(2025, 12, 15),
    "python3.10": date(2026, 10, 31),
    "python3.11": date(2027, 6, 30),
    "python3.12": date(2028, 10, 31),
    "python3.13": date(2029, 6, 30),
}
WHEN_MISSING = "a function without a runtime is a container image with an unknown runtime"
WANTED = "a supported runtime, such as python3.13"

CARD = Card(
    title="Lambda functions use a runtime that AWS supports",
    severity=Severity.HIGH,
    why="A deprecated runtime gets no security patches. Some weeks later AWS blocks creating and"
    " updating functions that use it.",
    remedy="Set runtime to one that is not deprecated yet: "
    + ", ".join(f"{runtime} until {day}" for runtime, day in DEPRECATED.items())
    + ".",
    source="https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html",
    requirements=("R-A-1", "R-A-2", "R-A-3", "R-B-3"),
    when_missing=WHEN_MISSING,
)


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant until the day on which AWS deprecates the runtime."""
    if resource.type != "aws_lambda_function":
        return NOT_APPLICABLE
    runtime = stack.value(resource, "runtime")
    listed = expect(
        runtime,
        "runtime",
        lambda found: str(found) in DEPRECATED,
        wanted=WANTED,
        when_missing=WHEN_MISSING,
    )
    if listed != COMPLIANT or not isinstance(runtime, Known):
        return listed
    day = DEPRECATED[runtime.value]
    if is_over(day, datetime.now(UTC).date()):
        return Violation(f"runtime = {runtime}, deprecated on {day}", WANTED)
    return COMPLIANT


def is_over(day: date, today: date) -> bool:
    """Whether the day of deprecation has come."""
    return today >= day
