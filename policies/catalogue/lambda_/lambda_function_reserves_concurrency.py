"""Lambda functions reserve concurrency."""

from policies import NOT_APPLICABLE, Card, Decision, Resource, Severity, Stack, as_number, expect

WHEN_MISSING = "-1: the function shares the account's concurrency without a limit"

CARD = Card(
    title="Lambda functions reserve concurrency",
    severity=Severity.MEDIUM,
    why="Reserved concurrency guarantees capacity and limits it: no function starves another, and"
    " costs stay bounded.",
    remedy="Set reserved_concurrent_executions to the number that the function needs, at least 1.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html",
    requirements=("R-A-1", "R-A-2", "R-A-3", "R-B-3"),
    when_missing=WHEN_MISSING,
)


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if at least one execution is reserved; 0 would switch the function off."""
    if resource.type != "aws_lambda_function":
        return NOT_APPLICABLE
    return expect(
        stack.value(resource, "reserved_concurrent_executions"),
        "reserved_concurrent_executions",
        _is_positive,
        wanted="a whole number from 1 up",
        when_missing=WHEN_MISSING,
    )


def _is_positive(found: object) -> bool:
    number = as_number(found)
    return number is not None and number >= 1 and number == int(number)
