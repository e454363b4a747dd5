"""DynamoDB tables have alarms on throttled reads and throttled writes."""

from policies import NOT_APPLICABLE, Card, Decision, Known, Resource, Severity, Stack, Undecided
from policies.aws.alarms import AlarmMetric, RequiredAlarm, expect_alarms, other_alarm_policies

CARD = Card(
    title="DynamoDB tables have alarms on throttled reads and throttled writes",
    severity=Severity.MEDIUM,
    why="A table above its throughput limit, or one hot key in a partition, delays processing long"
    " before anything fails.",
    remedy="Add alarms on AWS/DynamoDB ReadThrottleEvents and WriteThrottleEvents (Sum above 0) for"
    " TableName.",
    source="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/"
    "metrics-dimensions.html",
    requirements=("R-A-14",),
    when_missing="no alarm fires",
    overlaps_with=(
        *other_alarm_policies("dynamodb_table_alarms_on_throttles"),
        "resource_name_ends_in_suffix",
    ),
)

METRICS = ("ReadThrottleEvents", "WriteThrottleEvents")


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if both alarms exist for the table."""
    if resource.type != "aws_dynamodb_table":
        return NOT_APPLICABLE
    name = stack.value(resource, "name")
    if not isinstance(name, Known):
        return Undecided(f"name is {name}", "name")
    by_name = frozenset({("TableName", str(name.value))})
    needs = [
        RequiredAlarm(AlarmMetric("AWS/DynamoDB", metric, by_name, "Sum")) for metric in METRICS
    ]
    return expect_alarms(needs, stack)
