"""Lambda event source mappings with batches above ten set a batching window."""

from policies import Card, Known, Resource, Severity, Stack, as_number, expect
from policies.aws.event_sources import MAPPING
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision

ABSENT_SIZE = "AWS uses 10 for a queue, 100 for a stream"
ABSENT_WINDOW = "AWS does not wait and rejects a batch size above ten"

CARD = Card(
    title="Lambda event source mappings with batches above ten set a batching window",
    severity=Severity.MEDIUM,
    why="AWS rejects such a mapping on creation, and no local test shows it.",
    remedy="Set batch_size. For a batch size above ten, set maximum_batching_window_in_seconds to 1"
    " to 300.",
    source="https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html",
    requirements=("R-A-10", "R-B-4"),
    when_missing=f"batch_size: {ABSENT_SIZE}; window: {ABSENT_WINDOW}",
    overlaps_with=("sqs_queue_visibility_exceeds_function_timeout",),
)

WINDOW = "maximum_batching_window_in_seconds"
WITHOUT_WINDOW, LARGEST, LONGEST = 10, 10_000, 300


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if the size is known, and a window of at least a second goes with a large one."""
    if resource.type != MAPPING:
        return NOT_APPLICABLE
    size = stack.value(resource, "batch_size")
    known = expect(
        size,
        "batch_size",
        lambda found: as_number(found) in range(1, LARGEST + 1),
        wanted=f"1 to {LARGEST}",
        when_missing=ABSENT_SIZE,
    )
    if known != COMPLIANT:
        return known
    if isinstance(size, Known) and (as_number(size.value) or 0) <= WITHOUT_WINDOW:
        return COMPLIANT
    return expect(
        stack.value(resource, WINDOW),
        WINDOW,
        lambda found: as_number(found) in range(1, LONGEST + 1),
        wanted=f"1 to {LONGEST} for a batch of {size}",
        when_missing=ABSENT_WINDOW,
    )
