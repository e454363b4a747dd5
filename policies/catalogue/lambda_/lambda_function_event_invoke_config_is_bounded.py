"""Lambda event invoke configs limit retries and event age."""

from policies import Absent, Card, Computed, Resource, Severity, Stack, as_number, expect
from policies.aws.triggers import INVOKE_CONFIG, named_function
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Undecided, Violation

WHEN_MISSING = "AWS uses 2 retries and 6 hours today, but may change that default"

CARD = Card(
    title="Lambda event invoke configs limit retries and event age",
    severity=Severity.MEDIUM,
    why="A failed event must reach its dead-letter queue soon, and a waiting event must not be"
    " processed hours too late.",
    remedy="Set maximum_retry_attempts (0 to 2) and maximum_event_age_in_seconds (60 to 21600) for"
    " a function of the stack. Refer to a destination by the arn of a queue or topic of the stack.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html",
    requirements=("R-A-3", "R-A-11"),
    when_missing=WHEN_MISSING,
    overlaps_with=(
        "lambda_function_alarms_before_event_loss",
        "lambda_function_role_allows_its_integrations",
    ),
)

# Attribute -> the least and the most that AWS takes.
LIMITS = {"maximum_retry_attempts": (0, 2), "maximum_event_age_in_seconds": (60, 21_600)}
TARGETS = ("aws_sns_topic", "aws_sqs_queue")


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if function, retries, age and destinations are known and within AWS's limits."""
    if resource.type != INVOKE_CONFIG:
        return NOT_APPLICABLE
    if named_function(resource, stack) is None:
        found = f"function_name = {stack.value(resource, 'function_name')}"
        return Violation(found, "a function of this stack")
    decisions = [
        *(_is_bounded(resource, attribute, stack) for attribute in LIMITS),
        _leads_on(resource, stack),
    ]
    return next((decision for decision in decisions if decision != COMPLIANT), COMPLIANT)


def _is_bounded(resource: Resource, attribute: str, stack: Stack) -> Decision:
    least, most = LIMITS[attribute]
    return expect(
        stack.value(resource, attribute),
        attribute,
        lambda found: as_number(found) in range(least, most + 1),
        wanted=f"a whole number from {least} to {most}",
        when_missing=WHEN_MISSING,
    )


def _leads_on(resource: Resource, stack: Stack) -> Decision:
    block = ("destination_config", "on_success")
    target = stack.value(resource, *block, "destination")
    if isinstance(target, Absent) and isinstance(stack.value(resource, *block), Absent):
        return COMPLIANT
    if isinstance(target, Computed) and target.attribute == "arn":
        if target.resource.type in TARGETS:
            return COMPLIANT
        return Violation(f"success goes to {target}", "the arn of a queue or a topic")
    return Undecided(f"success goes to {target}, which is no arn of this stack")
