"""Lambda functions log to their own log group, which the stack manages and keeps three days."""

from policies.aws.log_groups import DAYS_KEPT, log_groups_by_name
from policies.engine.card import Card, Severity
from policies.engine.outcome import COMPLIANT, NOT_CONCERNED, Outcome, Undecided, Violation
from policies.engine.resource import Resource
from policies.engine.rules import Decision, expect
from policies.engine.stack import Stack
from policies.engine.terraform import as_number
from policies.engine.values import Known

ABSENT = "Lambda picks a group, and nothing makes the managed one exist first"
ABSENT_RETENTION = "events are kept, and paid for, without end"

CARD = Card(
    title="Lambda functions log to their own log group, which the stack manages",
    severity=Severity.MEDIUM,
    why="A group that Lambda makes by itself has no retention, no key and no tags, and it survives"
    " the environment.",
    remedy="Point logging_config.log_group at an aws_cloudwatch_log_group of the stack called"
    " /aws/lambda/<function name>, by reference or with depends_on.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html",
    requirements=("R-A-12", "R-ENV-2"),
    absent=f"log_group: {ABSENT}; retention_in_days: {ABSENT_RETENTION}",
)


def judge(resource: Resource, stack: Stack) -> Outcome:
    """Compliant if the named group is the function's own, managed, made before it and kept."""
    if resource.type != "aws_lambda_function":
        return NOT_CONCERNED
    function = stack.value(resource, "function_name")
    if not isinstance(function, Known):
        return Undecided(f"function_name is {function}")
    wanted = f"/aws/lambda/{function.value}"
    named = expect(
        stack.value(resource, "logging_config", "log_group"),
        "logging_config.log_group",
        lambda found: found == wanted,
        wanted=f'"{wanted}"',
        absent=ABSENT,
    )
    return _managed(resource, wanted, stack) if named == COMPLIANT else named


def _managed(function: Resource, name: str, stack: Stack) -> Decision:
    group = log_groups_by_name(stack).get(name)
    if group is None:
        return Violation(
            f'"{name}", which the stack does not manage', "an aws_cloudwatch_log_group"
        )
    if not function.refers_to(group):
        return Violation(
            f"nothing that makes {group.address} exist before the function",
            "a reference or depends_on",
        )
    return expect(
        stack.value(group, "retention_in_days"),
        f"{group.address}.retention_in_days",
        lambda found: as_number(found) == DAYS_KEPT,
        wanted=str(DAYS_KEPT),
        absent=ABSENT_RETENTION,
    )
