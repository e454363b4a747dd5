"""Promise: error lines of a function are counted, and reported to the operations topic."""

from cdktf_cdktf_provider_aws.cloudwatch_log_metric_filter import (
    CloudwatchLogMetricFilter,
    CloudwatchLogMetricFilterMetricTransformation,
)
from cdktf_cdktf_provider_aws.cloudwatch_log_subscription_filter import (
    CloudwatchLogSubscriptionFilter,
)
from cdktf_cdktf_provider_aws.lambda_permission import LambdaPermission
from constructs import Construct

from stacks.constructs.account import Account
from stacks.constructs.alarm_definitions import OWN_METRICS, error_lines_metric
from stacks.constructs.failure_path import AsynchronousFailurePath
from stacks.constructs.pipeline_function import PipelineFunction
from stacks.environment import Environment

ERROR_LINES = '{ ($.level = "ERROR") || ($.level = "CRITICAL") }'


class ErrorLineMetric(Construct):
    """A metric that counts the error lines of one function."""

    def __init__(
        self, scope: Construct, environment: Environment, function: PipelineFunction
    ) -> None:
        super().__init__(scope, f"{function.props.name}-error-lines")
        metric = error_lines_metric(environment, function.props.name)
        CloudwatchLogMetricFilter(
            self,
            "filter",
            name=metric,
            log_group_name=function.log_group.name,
            pattern=ERROR_LINES,
            metric_transformation=CloudwatchLogMetricFilterMetricTransformation(
                name=metric, namespace=OWN_METRICS, value="1", default_value="0"
            ),
        )


class ErrorSubscription(Construct):
    """Sends the error lines of one function to error-notifier.

    The target of a subscription filter can be a function, not a topic:
    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutSubscriptionFilter.html.
    """

    def __init__(
        self,
        scope: Construct,
        environment: Environment,
        account: Account,
        function: PipelineFunction,
        notifier: PipelineFunction,
    ) -> None:
        super().__init__(scope, f"{function.props.name}-subscription")
        if function is notifier:
            raise ValueError(f"{function.name} cannot be subscribed to its own log group")
        notifier.require_failure_path(AsynchronousFailurePath)
        permission = LambdaPermission(
            self,
            "permission",
            statement_id=f"{function.props.name}-logs-invoke",
            action="lambda:InvokeFunction",
            function_name=notifier.lambda_function.function_name,
            principal="logs.amazonaws.com",
            source_arn=f"{function.log_group.arn}:*",
            source_account=account.id,
        )
        CloudwatchLogSubscriptionFilter(
            self,
            "filter",
            name=environment.name(f"{function.props.name}-errors"),
            log_group_name=function.log_group.name,
            filter_pattern=ERROR_LINES,
            destination_arn=notifier.arn,
            # CloudWatch Logs checks the permission when it creates the filter.
            depends_on=[permission],
        )
