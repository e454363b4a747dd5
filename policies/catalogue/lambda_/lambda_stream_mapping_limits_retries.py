"""Lambda event source mappings of streams limit retries and keep the order."""

from policies import Card, Resource, Severity, Stack, as_bool, as_number, expect
from policies.aws.event_sources import MAPPING, source_of
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision

WHEN_MISSING = "Lambda retries a bad record until it expires and blocks its shard for a day"

CARD = Card(
    title="Lambda event source mappings of streams limit retries and keep the order",
    severity=Severity.HIGH,
    why="By default one bad record blocks its shard for a day, and the records behind it expire."
    " LATEST skips records that arrive while the mapping is created. Parallel batches break the"
    " order of records.",
    remedy="Set maximum_retry_attempts (0 to 10000), maximum_record_age_in_seconds (60 to 86400),"
    " bisect_batch_on_function_error = true, parallelization_factor = 1 and starting_position ="
    " TRIM_HORIZON.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html",
    requirements=("R-A-10",),
    when_missing=WHEN_MISSING,
)

# A stream keeps its records for a day.
LIMITS = {
    "maximum_retry_attempts": (0, 10_000),
    "maximum_record_age_in_seconds": (60, 86_400),
    "parallelization_factor": (1, 1),
}


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if retries, age, order and start of the mapping of a stream are as promised."""
    if resource.type != MAPPING:
        return NOT_APPLICABLE
    source = source_of(resource, stack)
    if not isinstance(source, Resource) or source.type != "aws_dynamodb_table":
        return NOT_APPLICABLE
    decisions = [
        *(_is_within(resource, attribute, stack) for attribute in LIMITS),
        _bisects(resource, stack),
        _starts_at_the_oldest(resource, stack),
    ]
    return next((decision for decision in decisions if decision != COMPLIANT), COMPLIANT)


def _is_within(mapping: Resource, attribute: str, stack: Stack) -> Decision:
    least, most = LIMITS[attribute]
    return expect(
        stack.value(mapping, attribute),
        attribute,
        lambda found: as_number(found) in range(least, most + 1),
        wanted=f"{least} to {most}" if least < most else str(least),
        when_missing=WHEN_MISSING,
    )


def _bisects(mapping: Resource, stack: Stack) -> Decision:
    return expect(
        stack.value(mapping, "bisect_batch_on_function_error"),
        "bisect_batch_on_function_error",
        lambda found: as_bool(found) is True,
        wanted="true",
        when_missing=WHEN_MISSING,
    )


def _starts_at_the_oldest(mapping: Resource, stack: Stack) -> Decision:
    return expect(
        stack.value(mapping, "starting_position"),
        "starting_position",
        lambda found: found == "TRIM_HORIZON",
        wanted='"TRIM_HORIZON"',
        when_missing="AWS rejects the mapping",
    )
