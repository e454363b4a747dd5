"""CloudWatch log groups keep events for 3 days."""

from policies import NOT_APPLICABLE, Card, Decision, Resource, Severity, Stack, as_number, expect
from policies.aws.log_groups import DAYS_KEPT, LOG_GROUP

WHEN_MISSING = "CloudWatch keeps events forever, at a cost"

CARD = Card(
    title="CloudWatch log groups keep events for 3 days",
    severity=Severity.MEDIUM,
    why="The specification requires three days: a shorter retention loses evidence, a longer one"
    " keeps data and cost that nobody needs.",
    remedy="Set retention_in_days to 3.",
    source="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html",
    requirements=("R-A-12", "R-B-3"),
    when_missing=WHEN_MISSING,
    overlaps_with=("lambda_function_logs_to_its_managed_group",),
)


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if the retention is three days; 0 means for ever."""
    if resource.type != LOG_GROUP:
        return NOT_APPLICABLE
    return expect(
        stack.value(resource, "retention_in_days"),
        "retention_in_days",
        lambda found: as_number(found) == DAYS_KEPT,
        wanted=str(DAYS_KEPT),
        when_missing=WHEN_MISSING,
    )
