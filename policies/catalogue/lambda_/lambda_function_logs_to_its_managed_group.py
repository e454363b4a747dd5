"""Lambda functions log to their own log group, which the stack manages and keeps for 3 days."""

from policies import Card, Known, Resource, Severity, Stack, as_number, expect
from policies.aws.log_groups import DAYS_KEPT, log_groups_by_name
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Undecided, Violation

WHEN_MISSING = "Lambda picks a group, and nothing creates the managed one first"
ABSENT_RETENTION = "CloudWatch keeps events forever, at a cost"

CARD = Card(
    title="Lambda functions log to their own log group, which the stack manages and keeps for 3"
    " days",
    severity=Severity.MEDIUM,
    why="A log group that Lambda creates has no retention, no key and no tags, and it survives the"
    " environment.",
    remedy="Point logging_config.log_group to an aws_cloudwatch_log_group of the stack named"
    " /aws/lambda/<function name>, by reference or with depends_on.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html",
    requirements=("R-A-12", "R-ENV-2"),
    when_missing=f"log_group: {WHEN_MISSING}; retention_in_days: {ABSENT_RETENTION}",
)


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if the named group is the function's own, managed, made before it and kept."""
    if resource.type != "aws_lambda_function":
        return NOT_APPLICABLE
    function = stack.value(resource, "function_name")
    if not isinstance(function, Known):
        return Undecided(f"function_name is {function}")
    wanted = f"/aws/lambda/{function.value}"
    named = expect(
        stack.value(resource, "logging_config", "log_group"),
        "logging_config.log_group",
        lambda found: found == wanted,
        wanted=f'"{wanted}"',
        when_missing=WHEN_MISSING,
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
            f"no dependency on {group.address}",
            "a reference or depends_on",
        )
    return expect(
        stack.value(group, "retention_in_days"),
        f"{group.address}.retention_in_days",
        lambda found: as_number(found) == DAYS_KEPT,
        wanted=str(DAYS_KEPT),
        when_missing=ABSENT_RETENTION,
    )
