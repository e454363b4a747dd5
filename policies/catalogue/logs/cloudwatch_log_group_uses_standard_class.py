"""CloudWatch log groups are of the class whose lines can be filtered."""

from policies import NOT_APPLICABLE, Card, Decision, Resource, Severity, Stack, expect_if_written
from policies.aws.log_groups import LOG_GROUP

CARD = Card(
    title="CloudWatch log groups are of the class whose lines can be filtered",
    severity=Severity.HIGH,
    why="The cheaper class takes neither metric filters nor subscriptions, and makes no metrics of"
    " what functions count: alarms on errors stay green for ever.",
    remedy="Remove log_group_class, or set it to STANDARD; a class cannot be changed, so the group"
    " is made anew.",
    source="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/"
    "CloudWatch_Logs_Log_Classes.html",
    requirements=("R-A-12", "R-A-13", "R-A-14"),
    when_missing="AWS takes STANDARD",
)

ATTRIBUTE, WANTED = "log_group_class", "STANDARD"


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if the class is the standard one, or nobody wrote any."""
    if resource.type != LOG_GROUP:
        return NOT_APPLICABLE
    value = stack.value(resource, ATTRIBUTE)
    return expect_if_written(value, ATTRIBUTE, lambda found: found == WANTED, wanted=f'"{WANTED}"')
