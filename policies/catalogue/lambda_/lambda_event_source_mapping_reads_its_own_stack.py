"""Lambda event source mappings connect a source and a function of their own stack."""

from policies import Absent, Card, Known, Resource, Severity, Stack, Unknown, Value
from policies.aws.event_sources import MAPPING, function_of, source_of
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Undecided, Violation

CARD = Card(
    title="Lambda event source mappings connect a source and a function of their own stack",
    severity=Severity.HIGH,
    why="A source outside the stack is shared with another environment, and no other policy can"
    " check its configuration. If the mapping names the function without a reference, Terraform may"
    " create the mapping first.",
    remedy="Set event_source_arn to the stream_arn of an aws_dynamodb_table or the arn of an"
    " aws_sqs_queue, and function_name to the arn of an aws_lambda_function, by reference.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html",
    requirements=("R-ENV-3", "R-A-10", "R-B-4"),
    when_missing="AWS rejects the mapping",
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
