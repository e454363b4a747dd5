"""Lambda event source mappings let the function report failed messages one by one."""

from policies import NOT_APPLICABLE, Card, Decision, Resource, Severity, Stack, expect
from policies.aws.event_sources import MAPPING

WHEN_MISSING = "Lambda ignores reported failures and deletes the whole batch"

CARD = Card(
    title="Lambda event source mappings let the function report failed messages one by one",
    severity=Severity.HIGH,
    why="Without it, Lambda deletes a reported failure together with its batch, and the message"
    " never reaches a dead-letter queue.",
    remedy='Set function_response_types to ["ReportBatchItemFailures"].',
    source="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html",
    requirements=("R-A-10", "R-A-30", "R-B-4", "R-B-22"),
    when_missing=WHEN_MISSING,
)

WANTED = ["ReportBatchItemFailures"]


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if partial failures are reported."""
    if resource.type != MAPPING:
        return NOT_APPLICABLE
    return expect(
        stack.value(resource, "function_response_types"),
        "function_response_types",
        lambda found: found == WANTED,
        wanted='["ReportBatchItemFailures"]',
        when_missing=WHEN_MISSING,
    )
