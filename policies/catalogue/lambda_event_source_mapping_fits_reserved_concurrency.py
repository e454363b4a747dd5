"""Queues are read by no more executions than the function reserves."""

from policies.aws.event_sources import MAPPING, function_of, source_of
from policies.engine.card import Card, Severity
from policies.engine.outcome import NOT_CONCERNED, Outcome, Undecided
from policies.engine.resource import Resource
from policies.engine.rules import expect
from policies.engine.stack import Stack
from policies.engine.terraform import as_number
from policies.engine.values import Known

ABSENT = "Lambda reads until the function is throttled, and each throttled receive counts"

CARD = Card(
    title="Queues are read by no more executions than the function reserves",
    severity=Severity.HIGH,
    why="What is received while the function is throttled uses up its receives: healthy messages"
    " end in the dead letter queue.",
    remedy="Set scaling_config.maximum_concurrency of the mapping to 2 or more, but not more than"
    " reserved_concurrent_executions of the function.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html",
    requirements=("R-B-4",),
    absent=ABSENT,
    also_fire=("lambda_function_reserves_concurrency",),
)

LEAST = 2
PATH = ("scaling_config", "maximum_concurrency")


def judge(resource: Resource, stack: Stack) -> Outcome:
    """Compliant if the mapping of a queue asks for as much as is reserved, or less."""
    if resource.type != MAPPING:
        return NOT_CONCERNED
    source = source_of(resource, stack)
    if not isinstance(source, Resource) or source.type != "aws_sqs_queue":
        return NOT_CONCERNED
    function = function_of(resource, stack)
    if not isinstance(function, Resource):
        # lambda_event_source_mapping_reads_its_stack finds fault with it.
        return NOT_CONCERNED
    reserved = stack.value(function, "reserved_concurrent_executions")
    most = as_number(reserved.value) if isinstance(reserved, Known) else None
    if not isinstance(most, int):
        return Undecided(f"{function.address} reserves {reserved}")
    return expect(
        stack.value(resource, *PATH),
        ".".join(PATH),
        lambda found: as_number(found) in range(LEAST, most + 1),
        wanted=f"{LEAST} to {most}, which {function.address} reserves",
        absent=ABSENT,
    )
