"""CloudWatch log groups use the STANDARD class."""

from policies import NOT_APPLICABLE, Card, Decision, Resource, Severity, Stack, expect_if_written
from policies.aws.log_groups import LOG_GROUP

CARD = Card(
    title="CloudWatch log groups use the STANDARD class",
    severity=Severity.HIGH,
    why="The Infrequent Access class supports no metric filters, no subscriptions and no embedded"
    " metrics. Alarms on errors would never fire.",
    remedy="Remove log_group_class or set it to STANDARD. AWS cannot change the class, so Terraform"
    " replaces the group.",
    source="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/"
    "CloudWatch_Logs_Log_Classes.html",
    requirements=("R-A-12", "R-A-13", "R-A-14"),
    when_missing="AWS uses STANDARD",
)

ATTRIBUTE, WANTED = "log_group_class", "STANDARD"


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if the class is STANDARD or not configured."""
    if resource.type != LOG_GROUP:
        return NOT_APPLICABLE
    value = stack.value(resource, ATTRIBUTE)
    return expect_if_written(value, ATTRIBUTE, lambda found: found == WANTED, wanted=f'"{WANTED}"')
