"""Lambda functions have an alarm on lines that they log at ERROR or CRITICAL."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from policies import Absent, Card, Known, Resource, Severity, Stack
from policies.aws.alarms import (
    OWN_NAMESPACE,
    AlarmMetric,
    RequiredAlarm,
    expect_alarms,
    other_alarm_policies,
)
from policies.aws.log_groups import ERROR_LINES
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Undecided, Violation

CARD = Card(
    title="Lambda functions have an alarm on lines that they log at ERROR or CRITICAL",
    severity=Severity.MEDIUM,
    why="If a function handles its errors, AWS counts the invocation as a success. Only the log"
    " shows what it could not do.",
    remedy="Count the lines with an aws_cloudwatch_log_metric_filter on the function's log group,"
    " with value 1 and no dimensions, and add an alarm on the metric (Sum above 0).",
    source="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/"
    "FilterAndPatternSyntaxForMetricFilters.html",
    requirements=("R-A-14",),
    when_missing="no alarm fires",
    overlaps_with=(
        *other_alarm_policies("lambda_function_alarms_on_logged_errors"),
        "iam_policy_limits_key_usage",
        "lambda_function_logs_to_its_managed_group",
        "lambda_function_forwards_its_error_logs",
        "resource_name_ends_in_suffix",
    ),
)

FILTER = "aws_cloudwatch_log_metric_filter"
COUNT = "metric_transformation"


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if a metric filter counts the lines of the function and an alarm fires on one."""
    if resource.type != "aws_lambda_function":
        return NOT_APPLICABLE
    name = stack.value(resource, "function_name")
    if not isinstance(name, Known):
        return Undecided(f"function_name is {name}", "function_name")
    metrics = _counts(stack).get(f"/aws/lambda/{name.value}", ())
    if not metrics:
        return Violation(
            "no metric filter that counts its error lines", f"an {FILTER} on its group"
        )
    decisions = [expect_alarms([RequiredAlarm(metric)], stack) for metric in metrics]
    return COMPLIANT if COMPLIANT in decisions else decisions[0]


def _counted(one: Resource, stack: Stack) -> Iterator[AlarmMetric]:
    """The metric of a filter that counts every line at ERROR or CRITICAL as one."""
    name = stack.value(one, COUNT, "name")
    whole = (
        stack.value(one, "pattern") == Known(ERROR_LINES)
        and stack.value(one, COUNT, "namespace") == Known(OWN_NAMESPACE)
        and stack.value(one, COUNT, "value") == Known("1")
        and stack.value(one, COUNT, "dimensions") in (Absent(), Known({}))
    )
    if whole and isinstance(name, Known):
        yield AlarmMetric(OWN_NAMESPACE, str(name.value), frozenset(), "Sum")


@lru_cache(maxsize=8)
def _counts(stack: Stack) -> Mapping[str, Iterable[AlarmMetric]]:
    """Name of a log group -> the metrics that count its error lines."""
    found: dict[str, dict[AlarmMetric, None]] = {}
    for one in stack.of_type(FILTER):
        group = stack.value(one, "log_group_name")
        if isinstance(group, Known):
            found.setdefault(str(group.value), {}).update(dict.fromkeys(_counted(one, stack)))
    return found
