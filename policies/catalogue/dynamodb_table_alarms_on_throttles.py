"""Every DynamoDB table has alarms on the reads and the writes that it refuses."""

from policies.aws.alarms import Metric, Need, alarmed, company_of
from policies.engine.card import Card, Severity
from policies.engine.outcome import NOT_CONCERNED, Outcome, Undecided
from policies.engine.resource import Resource
from policies.engine.stack import Stack
from policies.engine.values import Known

CARD = Card(
    title="Every DynamoDB table has alarms on the reads and the writes that it refuses",
    severity=Severity.MEDIUM,
    why="A table above its caps, or one symbol above what a partition serves, slows the pipeline"
    " down long before anything fails.",
    remedy="Add alarms on AWS/DynamoDB ReadThrottleEvents and WriteThrottleEvents (Sum above 0) for"
    " TableName.",
    source="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/"
    "metrics-dimensions.html",
    requirements=("R-A-14",),
    absent="nobody hears of it",
    also_fire=(
        *company_of("dynamodb_table_alarms_on_throttles"),
        "resource_name_ends_in_suffix",
    ),
)

METRICS = ("ReadThrottleEvents", "WriteThrottleEvents")


def judge(resource: Resource, stack: Stack) -> Outcome:
    """Compliant if both ring for the table."""
    if resource.type != "aws_dynamodb_table":
        return NOT_CONCERNED
    name = stack.value(resource, "name")
    if not isinstance(name, Known):
        return Undecided(f"name is {name}", "name")
    by_name = frozenset({("TableName", str(name.value))})
    needs = [Need(Metric("AWS/DynamoDB", metric, by_name, "Sum")) for metric in METRICS]
    return alarmed(needs, stack)
