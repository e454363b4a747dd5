"""A function has time for every message of a batch from a queue."""

from policies import Absent, Card, Known, Resource, Severity, Stack, Value, as_number
from policies.aws.event_sources import MAPPING, function_of, source_of
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Undecided, Violation

CARD = Card(
    title="A function has time for every message of a batch from a queue",
    severity=Severity.HIGH,
    why="A batch that is not done within the timeout comes back as a whole, and its good messages"
    " with it. After some receives all of them are in the dead-letter queue.",
    remedy="Lower batch_size, or raise timeout: at least 0.1 s for each message, the time of one or"
    " two calls to AWS.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html",
    requirements=("R-B-4",),
    when_missing="batch_size: AWS takes 10; timeout: 3 s",
    overlaps_with=(
        "lambda_event_source_mapping_sets_batching_window",
        "lambda_function_alarms_on_failures",
        "sqs_queue_visibility_exceeds_function_timeout",
    ),
)

SECONDS_PER_MESSAGE = 0.1
BATCH, TIMEOUT = "batch_size", "timeout"
DEFAULT_BATCH, DEFAULT_TIMEOUT = 10, 3


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if timeout / batch_size leaves the time; concerns mappings of queues."""
    if resource.type != MAPPING:
        return NOT_APPLICABLE
    source, function = source_of(resource, stack), function_of(resource, stack)
    if not isinstance(source, Resource) or source.type != "aws_sqs_queue":
        return NOT_APPLICABLE
    if not isinstance(function, Resource):
        # lambda_event_source_mapping_reads_its_own_stack reports it.
        return NOT_APPLICABLE
    batch = _number(stack.value(resource, BATCH), DEFAULT_BATCH)
    timeout = _number(stack.value(function, TIMEOUT), DEFAULT_TIMEOUT)
    if batch is None or timeout is None:
        return Undecided(f"{BATCH} or {TIMEOUT} of {function.address} is unknown", BATCH)
    if batch * SECONDS_PER_MESSAGE <= timeout:
        return COMPLIANT
    return Violation(
        f"{timeout} s for {batch} messages", f"{SECONDS_PER_MESSAGE} s or more for each"
    )


def _number(value: Value, default: int) -> float | None:
    if isinstance(value, Absent):
        return default
    return as_number(value.value) if isinstance(value, Known) else None
