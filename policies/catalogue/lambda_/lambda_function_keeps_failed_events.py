"""Lambda functions keep failed events in a queue of their own."""

from collections.abc import Iterator
from typing import TypeGuard

from policies import Card, Computed, Known, Resource, Severity, Stack, Unknown, Value
from policies.aws.event_sources import mappings_of, source_of
from policies.aws.failure_targets import failing_into, failure_target
from policies.aws.triggers import invoke_configs_of, is_invoked_asynchronously, permissions_of
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Undecided, Violation

CARD = Card(
    title="Lambda functions keep failed events in a queue of their own",
    severity=Severity.HIGH,
    why="Without a target for failures, Lambda drops an event after its last retry and a stream"
    " record with its batch. Nobody notices until the data is missing. In a queue that others"
    " fill or read, nobody can tell whose events they are; a topic without a queue keeps nothing.",
    remedy="For asynchronous callers set one queue in dead_letter_config or in on_failure of the"
    " event invoke config, not in both: Lambda would use both. For a stream set"
    " destination_config.on_failure of the mapping. Name no queue that another function fills or"
    " any function reads, and a topic only with a queue subscribed to it. A queue has its own"
    " redrive policy. Remove a function that nothing invokes.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html",
    requirements=("R-A-3", "R-A-5", "R-A-10", "R-A-11", "R-A-25"),
    when_missing="Lambda drops failed events",
    overlaps_with=(
        "lambda_configuration_is_reachable",
        "lambda_event_source_mapping_reads_its_own_stack",
        "lambda_function_role_allows_its_integrations",
        "sqs_lambda_dead_letter_queue_keeps_four_days",
        "sqs_queue_visibility_exceeds_function_timeout",
    ),
)

FUNCTION = "aws_lambda_function"
WANTED = "the arn of one queue of its own, or of a topic with a queue"
TOPIC = "aws_sns_topic"
TARGETS = ((TOPIC, "arn"), ("aws_sqs_queue", "arn"))


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if failures of every way in which the function is invoked have one place to go."""
    if resource.type != FUNCTION:
        return NOT_APPLICABLE
    mappings = mappings_of(stack).get(resource, ())
    if not mappings and not permissions_of(resource, stack):
        return Violation("no trigger", "a permission or a mapping")
    ways = _ways(resource, stack)
    decisions = [_is_kept(way, owners, resource, stack) for way, owners in ways]
    return next((decision for decision in decisions if decision != COMPLIANT), COMPLIANT)


def _ways(function: Resource, stack: Stack) -> Iterator[tuple[str, list[Resource]]]:
    """Each way in which the function is invoked, and who could name a place for its failures."""
    if is_invoked_asynchronously(function, stack):
        yield "asynchronous invocation", [function, *invoke_configs_of(function, stack)]
    for mapping in mappings_of(stack).get(function, ()):
        source = source_of(mapping, stack)
        if isinstance(source, Resource) and source.type == "aws_dynamodb_table":
            yield mapping.address, [mapping]


def _is_kept(way: str, owners: list[Resource], function: Resource, stack: Stack) -> Decision:
    targets = [failure_target(owner, stack) for owner in owners]
    unknown = [target for target in targets if isinstance(target, Unknown)]
    if unknown:
        return Undecided(f"failures of {way} go to {unknown[0]}")
    places = [target.resource for target in targets if _keeps(target)]
    if len(places) != 1:
        found = " and ".join(f"{place.address}.arn" for place in places) or "nowhere"
        return Violation(f"failures of {way} go to {found}", WANTED)
    lacking = _lacks(places[0], function, stack)
    return Violation(f"failures of {way} go to {lacking}", WANTED) if lacking else COMPLIANT


def _keeps(target: Value) -> TypeGuard[Computed]:
    return isinstance(target, Computed) and (target.resource.type, target.attribute) in TARGETS


def _lacks(place: Resource, function: Resource, stack: Stack) -> str:
    """What is wrong with the queue or topic; empty if nothing."""
    if place.type == TOPIC:
        return "" if _has_queue(place, stack) else f"{place.address}, which keeps nothing"
    if mappings_of(stack).get(place):
        return f"{place.address}, which is read as input"
    others = failing_into(stack).get(place, set()) - {function}
    return f"{place.address}, as do those of another function" if others else ""


def _has_queue(topic: Resource, stack: Stack) -> bool:
    return any(
        stack.value(one, "protocol") == Known("sqs")
        and stack.value(one, "topic_arn") == Computed(topic, "arn")
        for one in stack.of_type("aws_sns_topic_subscription")
    )
