"""Functions that read a queue have an alarm on messages that fail in a successful invocation."""

from policies.aws.alarms import OWN, Metric, Need, alarmed, company_of
from policies.aws.event_sources import FUNCTION, mappings_of, source_of
from policies.engine.card import Card, Severity
from policies.engine.outcome import NOT_CONCERNED, Outcome, Undecided
from policies.engine.resource import Resource
from policies.engine.stack import Stack
from policies.engine.values import Known

CARD = Card(
    title="Functions that read a queue have an alarm on messages that fail",
    severity=Severity.HIGH,
    why="With partial batch responses an invocation succeeds although messages fail: the errors"
    " that AWS counts stay at zero.",
    remedy="Add an alarm on MarketPipelines MessagesFailed above 1 % of MessagesReceived, with the"
    " dimension Environment.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html",
    requirements=("R-B-8",),
    absent="nobody hears of it",
    also_fire=(
        *company_of("lambda_queue_reader_alarms_on_failed_messages"),
        "lambda_event_source_mapping_reads_its_stack",
    ),
)


def judge(resource: Resource, stack: Stack) -> Outcome:
    """Compliant if more than one failed message in a hundred rings; for readers of queues only."""
    if resource.type != FUNCTION:
        return NOT_CONCERNED
    mappings = mappings_of(stack).get(resource, ())
    if not any(_is_queue(source_of(mapping, stack)) for mapping in mappings):
        return NOT_CONCERNED
    suffix = stack.suffix
    if not isinstance(suffix, Known):
        return Undecided(f"the suffix, the default tag Environment of the provider, is {suffix}")
    failed = Metric(OWN, "MessagesFailed", frozenset({("Environment", str(suffix.value))}), "Sum")
    return alarmed([Need(failed, least=1, most=1, of="MessagesReceived")], stack)


def _is_queue(source: object) -> bool:
    return isinstance(source, Resource) and source.type == "aws_sqs_queue"
