"""Subscription filters feed errors to a function that may take them, and never in a ring."""

from policies.aws.log_groups import log_groups_by_name
from policies.aws.policy_documents import neutral
from policies.aws.subscriptions import FILTER, comes_back, destination_of
from policies.aws.triggers import permissions_of
from policies.engine.card import Card, Severity
from policies.engine.outcome import COMPLIANT, NOT_CONCERNED, Outcome, Undecided, Violation
from policies.engine.resource import Resource
from policies.engine.rules import Decision, expect
from policies.engine.stack import Stack
from policies.engine.values import Known, Unknown

CARD = Card(
    title="Subscription filters feed errors to a function that may take them, and never in a ring",
    severity=Severity.HIGH,
    why="CloudWatch Logs refuses topics, and functions that it may not invoke yet; a function that"
    " is fed its own lines invokes itself without end.",
    remedy="Let destination_arn refer to a function, log_group_name to the log group of another"
    " one, depends_on to the aws_lambda_permission for that group, and take the lines of level"
    " ERROR and CRITICAL.",
    source="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html",
    requirements=("R-A-13",),
    absent="AWS refuses the filter",
    also_fire=(
        "lambda_configuration_can_fire",
        "lambda_function_failures_are_kept",
        "lambda_function_logs_to_its_managed_group",
        "lambda_permission_names_its_source",
        "resource_name_ends_in_suffix",
    ),
)

PATTERN = '{ ($.level = "ERROR") || ($.level = "CRITICAL") }'
FUNCTION = "the arn of a function of this stack"


def judge(resource: Resource, stack: Stack) -> Outcome:
    """Compliant if function, group, pattern and permission are there, and nothing comes back."""
    if resource.type != FILTER:
        return NOT_CONCERNED
    function = destination_of(resource, stack)
    if isinstance(function, Unknown):
        return Undecided(f"destination_arn: {function.why}", "destination_arn")
    if not isinstance(function, Resource):
        return Violation(f"destination_arn = {function}", FUNCTION)
    name = stack.value(resource, "log_group_name")
    group = log_groups_by_name(stack).get(str(name.value)) if isinstance(name, Known) else None
    if group is None:
        return Violation(f"log_group_name = {name}", "a log group of this stack")
    decisions = [
        _takes_errors(resource, stack),
        _is_let_in(resource, group, function, stack),
        _does_not_come_back(group, function, stack),
    ]
    return next((decision for decision in decisions if decision != COMPLIANT), COMPLIANT)


def _takes_errors(one: Resource, stack: Stack) -> Decision:
    return expect(
        stack.value(one, "filter_pattern"),
        "filter_pattern",
        lambda found: found == PATTERN,
        wanted=PATTERN,
        absent="every line is fed",
    )


def _is_let_in(one: Resource, group: Resource, function: Resource, stack: Stack) -> Decision:
    source = f"{group.address}.arn:*"
    for permission in permissions_of(function, stack):
        raw = permission.values.get("source_arn")
        if neutral(str(raw), stack) == source and one.refers_to(permission):
            return COMPLIANT
    found = f"no permission for {source} that exists before the filter"
    return Violation(found, "depends_on an aws_lambda_permission")


def _does_not_come_back(group: Resource, function: Resource, stack: Stack) -> Decision:
    name = stack.value(group, "name")
    if isinstance(name, Known) and comes_back(str(name.value), function, stack):
        return Violation(f"lines of {function.address} that come back to it", "no ring")
    return COMPLIANT
