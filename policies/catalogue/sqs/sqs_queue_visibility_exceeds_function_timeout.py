"""SQS queues hide a message for six function timeouts plus the batching window."""

from policies import Absent, Card, Known, Resource, Severity, Stack, as_number, expect
from policies.aws.event_sources import function_of, mappings_of
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Undecided

WHEN_MISSING = "AWS hides a message for 30 seconds"
ABSENT_TIMEOUT = "AWS stops a function after 3 seconds"

CARD = Card(
    title="SQS queues hide a message for six function timeouts plus the batching window",
    severity=Severity.HIGH,
    why="A message that reappears while it is being processed is processed twice, and uses up its"
    " receives without a failure.",
    remedy="Set visibility_timeout_seconds to at least 6 x timeout of the function +"
    " maximum_batching_window_in_seconds of the event source mapping.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html",
    requirements=("R-B-1",),
    when_missing=f"visibility_timeout_seconds: {WHEN_MISSING}; timeout: {ABSENT_TIMEOUT};"
    " window: none",
    overlaps_with=("lambda_event_source_mapping_reads_its_own_stack",),
)

VISIBILITY, TIMEOUT = "visibility_timeout_seconds", "timeout"
WINDOW = "maximum_batching_window_in_seconds"
# Lambda retries a throttled batch within the time; the factor is AWS's own advice.
TIMES = 6
LONGEST, LONGEST_RUN, LONGEST_WINDOW = 43_200, 900, 300


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if the time suffices for every function that reads the queue."""
    if resource.type != "aws_sqs_queue":
        return NOT_APPLICABLE
    mappings = mappings_of(stack).get(resource, ())
    decisions = [_suffices(resource, mapping, stack) for mapping in mappings]
    if not decisions:
        return NOT_APPLICABLE
    return next((decision for decision in decisions if decision != COMPLIANT), COMPLIANT)


def _suffices(queue: Resource, mapping: Resource, stack: Stack) -> Decision:
    function = function_of(mapping, stack)
    if not isinstance(function, Resource):
        return Undecided(f"the function of {mapping.address} is {function}")
    times = [_bounded(function, TIMEOUT, 1, LONGEST_RUN, stack)]
    if not isinstance(stack.value(mapping, WINDOW), Absent):
        times.append(_bounded(mapping, WINDOW, 0, LONGEST_WINDOW, stack))
    wrong = next((decision for decision in times if decision != COMPLIANT), None)
    return wrong or _hidden(queue, _least(function, mapping, stack), stack)


def _bounded(one: Resource, attribute: str, least: int, most: int, stack: Stack) -> Decision:
    return expect(
        stack.value(one, attribute),
        f"{one.address}.{attribute}",
        lambda found: least <= _number(found) <= most,
        wanted=f"{least} to {most}",
        when_missing=ABSENT_TIMEOUT,
    )


def _least(function: Resource, mapping: Resource, stack: Stack) -> float:
    timeout, window = stack.value(function, TIMEOUT), stack.value(mapping, WINDOW)
    seconds = _number(timeout.value) if isinstance(timeout, Known) else 0
    return TIMES * seconds + (_number(window.value) if isinstance(window, Known) else 0)


def _hidden(queue: Resource, least: float, stack: Stack) -> Decision:
    return expect(
        stack.value(queue, VISIBILITY),
        VISIBILITY,
        lambda found: least <= _number(found) <= LONGEST,
        wanted=f"{least} to {LONGEST}",
        when_missing=WHEN_MISSING,
    )


def _number(found: object) -> float:
    number = as_number(found)
    return -1 if number is None else number
