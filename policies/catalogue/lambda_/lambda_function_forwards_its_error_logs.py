"""Lambda functions forward their error logs to the error reporter of the stack."""

from functools import lru_cache

from policies import Card, Computed, Known, Resource, Severity, Stack
from policies.aws.flows import LOG_FILTER
from policies.aws.triggers import named_function
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Undecided, Violation

CARD = Card(
    title="Lambda functions forward their error logs to the error reporter of the stack",
    severity=Severity.MEDIUM,
    why="If a reporter gets the errors of only some functions, its silence suggests that the others"
    " are healthy.",
    remedy="Add an aws_cloudwatch_log_subscription_filter from the log group of the function to the"
    " function that CloudWatch Logs may invoke.",
    source="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html",
    requirements=("R-A-13",),
    when_missing="nobody gets the function's errors",
    overlaps_with=(
        "cloudwatch_log_subscription_filter_sends_errors_to_a_function",
        "iam_policy_has_no_unused_rights",
        "kms_key_policy_grants_exactly_its_users",
        "lambda_function_alarms_on_logged_errors",
        "lambda_function_logs_to_its_managed_group",
        "lambda_permission_names_its_source",
        "resource_name_ends_in_suffix",
        "subscription_has_no_event_loop",
    ),
)

LOGS = "logs.amazonaws.com"


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if the function's group is subscribed; does not apply to the reporters."""
    reporters = _reporters(stack)
    if resource.type != "aws_lambda_function" or not reporters or resource in reporters:
        return NOT_APPLICABLE
    name = stack.value(resource, "function_name")
    if not isinstance(name, Known):
        return Undecided(f"function_name is {name}", "function_name")
    targets = sorted(f"{one.address}" for one in reporters)
    if (f"/aws/lambda/{name.value}") in _reported(stack):
        return COMPLIANT
    return Violation(
        f"no subscription of its log group ({CARD.when_missing})",
        f"one that targets {', '.join(targets)}",
    )


@lru_cache(maxsize=8)
def _reporters(stack: Stack) -> frozenset[Resource]:
    """The functions that CloudWatch Logs may invoke."""
    found = [
        named_function(one, stack)
        for one in stack.of_type("aws_lambda_permission")
        if stack.value(one, "principal") == Known(LOGS)
    ]
    return frozenset(one for one in found if one)


@lru_cache(maxsize=8)
def _reported(stack: Stack) -> frozenset[str]:
    """The names of the log groups whose lines reach a reporter."""
    found = set()
    for one in stack.of_type(LOG_FILTER):
        group, target = stack.value(one, "log_group_name"), stack.value(one, "destination_arn")
        is_reporter = isinstance(target, Computed) and target.resource in _reporters(stack)
        if is_reporter and isinstance(group, Known):
            found.add(str(group.value))
    return frozenset(found)
