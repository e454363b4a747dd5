"""Lambda event source mappings of queues use at most the function's reserved concurrency."""

from policies import Card, Known, Resource, Severity, Stack, as_number, expect
from policies.aws.event_sources import MAPPING, function_of, source_of
from policies.engine.decision import NOT_APPLICABLE, Decision, Undecided

WHEN_MISSING = "Lambda reads until the function is throttled, and every throttled receive counts"

CARD = Card(
    title="Lambda event source mappings of queues use at most the function's reserved concurrency",
    severity=Severity.HIGH,
    why="If the function is throttled, every receive still counts. Healthy messages end up in the"
    " dead-letter queue.",
    remedy="Set scaling_config.maximum_concurrency of the mapping to 2 or more, but not above"
    " reserved_concurrent_executions of the function.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html",
    requirements=("R-B-4",),
    when_missing=WHEN_MISSING,
    overlaps_with=("lambda_function_reserves_concurrency",),
)

LEAST = 2
PATH = ("scaling_config", "maximum_concurrency")


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if the mapping of a queue asks for as much as is reserved, or less."""
    if resource.type != MAPPING:
        return NOT_APPLICABLE
    source = source_of(resource, stack)
    if not isinstance(source, Resource) or source.type != "aws_sqs_queue":
        return NOT_APPLICABLE
    function = function_of(resource, stack)
    if not isinstance(function, Resource):
        # lambda_event_source_mapping_reads_its_own_stack reports it.
        return NOT_APPLICABLE
    reserved = stack.value(function, "reserved_concurrent_executions")
    most = as_number(reserved.value) if isinstance(reserved, Known) else None
    if not isinstance(most, int):
        return Undecided(f"{function.address} reserves {reserved}")
    return expect(
        stack.value(resource, *PATH),
        ".".join(PATH),
        lambda found: as_number(found) in range(LEAST, most + 1),
        wanted=f"{LEAST} to {most}, which {function.address} reserves",
        when_missing=WHEN_MISSING,
    )
