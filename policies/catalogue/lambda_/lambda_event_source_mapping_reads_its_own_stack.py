"""Event source mappings lead from a queue or stream of the stack to a function of it."""

from policies import Absent, Card, Known, Resource, Severity, Stack, Unknown, Value
from policies.aws.event_sources import MAPPING, function_of, source_of
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Undecided, Violation

CARD = Card(
    title="Event source mappings lead from a queue or stream of the stack to a function of it",
    severity=Severity.HIGH,
    why="What is read from elsewhere is shared with another environment, and no other policy can"
    " judge how it is kept; what feeds a function by name alone can be made before it.",
    remedy="Let event_source_arn refer to the stream_arn of an aws_dynamodb_table or the arn of an"
    " aws_sqs_queue, and function_name to the arn of an aws_lambda_function.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html",
    requirements=("R-ENV-3", "R-A-10", "R-B-4"),
    when_missing="nothing is read, and AWS refuses the mapping",
)

SOURCE = "the stream_arn of a table or the arn of a queue of this stack"
TARGET = "the arn of a function of this stack"


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if both ends are resources of the stack, by reference."""
    if resource.type != MAPPING:
        return NOT_APPLICABLE
    source = _end(source_of(resource, stack), "event_source_arn", SOURCE)
    if source != COMPLIANT:
        return source
    return _end(function_of(resource, stack), "function_name", TARGET)


def _end(found: Resource | Value, attribute: str, wanted: str) -> Decision:
    match found:
        case Resource():
            return COMPLIANT
        case Absent():
            return Violation(f"no {attribute} ({CARD.when_missing})", wanted)
        case Known():
            return Violation(f"{attribute} = {found}", wanted)
        case Unknown(why):
            return Undecided(f"{attribute}: {why}", attribute)
        case _:
            return Violation(f"{attribute} is {found}", wanted)
