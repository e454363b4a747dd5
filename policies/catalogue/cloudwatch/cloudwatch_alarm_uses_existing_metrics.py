"""CloudWatch alarms use metrics that a resource of the stack publishes."""

from policies import Card, Resource, Severity, Stack
from policies.aws.alarms import ALARM, AlarmMetric, condition_of, other_alarm_policies
from policies.aws.metrics import is_made
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Undecided, Violation

CARD = Card(
    title="CloudWatch alarms use metrics that a resource of the stack publishes",
    severity=Severity.HIGH,
    why="AWS accepts an alarm on any metric name. An alarm on a metric that nothing publishes never"
    " fires.",
    remedy="Set the dimensions to the resource of the stack as AWS names them (FunctionName,"
    " QueueName, TableName, ApiName and Stage). For custom metrics use a metric filter of the"
    " stack, or the dimension Environment = suffix and a name of policies/metrics.toml.",
    source="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/"
    "aws-services-cloudwatch-metrics.html",
    requirements=("R-A-14", "R-B-8"),
    when_missing="the metric covers all resources, including other environments",
    overlaps_with=(
        *other_alarm_policies("cloudwatch_alarm_uses_existing_metrics"),
        "api_gateway_deployment_follows_every_change",
        "api_gateway_stage_throttles_every_method",
        "iam_policy_has_no_unused_rights",
        "lambda_function_environment_has_no_secrets",
        "lambda_function_has_environment_suffix",
        "lambda_function_variables_hold_what_they_name",
        "resource_name_ends_in_suffix",
    ),
)


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if the dimensions of each metric are those of something in the stack."""
    if resource.type != ALARM:
        return NOT_APPLICABLE
    condition = condition_of(resource, stack)
    if condition is None:
        return Undecided("the metric or threshold of the alarm is unknown")
    metrics = [condition.metric, *([condition.of] if condition.of else [])]
    return next((d for d in (_exists(m, stack) for m in metrics) if d != COMPLIANT), COMPLIANT)


def _exists(metric: AlarmMetric, stack: Stack) -> Decision:
    if is_made(metric.namespace, metric.name, metric.dimensions, stack):
        return COMPLIANT
    return Violation(f"{metric}, which no resource of the stack publishes", "a metric of the stack")
