"""CloudWatch subscription filters send errors to a function that they may invoke."""

from policies import Card, Computed, Known, Resource, Severity, Stack, Unknown, expect
from policies.aws.log_groups import ERROR_LINES, log_groups_by_name
from policies.aws.policy_documents import neutral
from policies.aws.triggers import permissions_of
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Undecided, Violation

CARD = Card(
    title="CloudWatch subscription filters send errors to a function that they may invoke",
    severity=Severity.HIGH,
    why="CloudWatch Logs rejects topics, and functions that it may not invoke yet. Lines other than"
    " errors add cost and noise.",
    remedy="Set destination_arn to a function and log_group_name to a log group of the stack. Add"
    " the aws_lambda_permission for that group to depends_on, and filter the lines of level ERROR"
    " and CRITICAL.",
    source="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html",
    requirements=("R-A-13",),
    when_missing="AWS rejects the filter",
    overlaps_with=(
        "lambda_configuration_is_reachable",
        "lambda_function_keeps_failed_events",
        "lambda_function_logs_to_its_managed_group",
        "lambda_permission_names_its_source",
        "resource_name_ends_in_suffix",
    ),
)

FUNCTION = "the arn of a function of this stack"
FILTER, TARGET = "aws_cloudwatch_log_subscription_filter", "aws_lambda_function"


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if function, group, pattern and permission are there."""
    if resource.type != FILTER:
        return NOT_APPLICABLE
    end = stack.value(resource, "destination_arn")
    if isinstance(end, Unknown):
        return Undecided(f"destination_arn: {end.why}", "destination_arn")
    if not isinstance(end, Computed) or (end.resource.type, end.attribute) != (TARGET, "arn"):
        return Violation(f"destination_arn = {end}", FUNCTION)
    name = stack.value(resource, "log_group_name")
    group = log_groups_by_name(stack).get(str(name.value)) if isinstance(name, Known) else None
    if group is None:
        return Violation(f"log_group_name = {name}", "a log group of this stack")
    decisions = [
        _takes_errors(resource, stack),
        _is_let_in(resource, group, end.resource, stack),
    ]
    return next((decision for decision in decisions if decision != COMPLIANT), COMPLIANT)


def _takes_errors(one: Resource, stack: Stack) -> Decision:
    return expect(
        stack.value(one, "filter_pattern"),
        "filter_pattern",
        lambda found: found == ERROR_LINES,
        wanted=ERROR_LINES,
        when_missing="the filter sends every line",
    )


def _is_let_in(one: Resource, group: Resource, function: Resource, stack: Stack) -> Decision:
    source = f"{group.address}.arn:*"
    for permission in permissions_of(function, stack):
        raw = permission.values.get("source_arn")
        if neutral(str(raw), stack) == source and one.refers_to(permission):
            return COMPLIANT
    found = f"no permission for {source} that exists before the filter"
    return Violation(found, "depends_on an aws_lambda_permission")
