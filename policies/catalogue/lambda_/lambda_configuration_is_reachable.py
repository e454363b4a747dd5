"""Lambda functions and event source mappings have no settings that can never take effect."""

from policies import Absent, Card, Resource, Severity, Stack, Unknown
from policies.aws.event_sources import source_of
from policies.aws.triggers import INVOKE_CONFIG, is_invoked_asynchronously, named_function
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Undecided, Violation

CARD = Card(
    title="Lambda functions and event source mappings have no settings that can never take effect",
    severity=Severity.MEDIUM,
    why="A dead-letter queue, destination or retry setting that is never used looks like"
    " protection, so nobody adds the one that works.",
    remedy="Use dead_letter_config and an event invoke config only for functions that a service"
    " invokes asynchronously; destination, bisecting, retries, age and starting position only for"
    " mappings of streams; scaling_config only for mappings of queues.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html",
    requirements=("R-A-2", "R-A-10", "R-A-11", "R-B-4"),
    when_missing="no such setting, as wanted",
    overlaps_with=(
        "lambda_function_alarms_before_event_loss",
        "lambda_function_keeps_failed_events",
        "lambda_function_role_allows_its_integrations",
        "sqs_lambda_dead_letter_queue_keeps_four_days",
    ),
)

ASYNCHRONOUS_CALLER = "a service that invokes the function asynchronously"
# Type of the source -> what its mappings know nothing of.
IDLE = {
    "aws_dynamodb_table": ("scaling_config",),
    "aws_sqs_queue": (
        "bisect_batch_on_function_error",
        "destination_config",
        "maximum_record_age_in_seconds",
        "maximum_retry_attempts",
        "parallelization_factor",
        "starting_position",
        "starting_position_timestamp",
        "tumbling_window_in_seconds",
    ),
}


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if whatever is set has a caller or a source that makes use of it."""
    match resource.type:
        case "aws_lambda_function":
            if isinstance(stack.value(resource, "dead_letter_config"), Absent):
                return COMPLIANT
            return _is_called(resource, "dead_letter_config", stack)
        case "aws_lambda_function_event_invoke_config":
            if resource.values.get("qualifier") is not None:
                return Violation("a qualifier", "none: services invoke the unqualified function")
            function = named_function(resource, stack)
            # lambda_function_event_invoke_config_is_bounded reports one of no function.
            return _is_called(function, f"an {INVOKE_CONFIG}", stack) if function else COMPLIANT
        case "aws_lambda_event_source_mapping":
            return _mapping(resource, stack)
    return NOT_APPLICABLE


def _is_called(function: Resource, what: str, stack: Stack) -> Decision:
    called = is_invoked_asynchronously(function, stack)
    if isinstance(called, Unknown):
        return Undecided(f"the caller of the function is unknown: {called}")
    return COMPLIANT if called else Violation(what, ASYNCHRONOUS_CALLER)


def _mapping(mapping: Resource, stack: Stack) -> Decision:
    source = source_of(mapping, stack)
    if not isinstance(source, Resource):
        # lambda_event_source_mapping_reads_its_own_stack reports it.
        return NOT_APPLICABLE
    for attribute in IDLE[source.type]:
        # A plan shows defaults of AWS: only configured attributes count.
        if mapping.values.get(attribute) is not None:
            return Violation(f"{attribute} for {source.address}", f"no {attribute}")
    return COMPLIANT
