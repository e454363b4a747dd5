"""Promise: an error line of a function is counted, and told to the operations topic in words."""

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
from stacks.constructs.failure_path import AsynchronousFailurePath
from stacks.constructs.watch import OWN_METRICS, error_lines_metric
from stacks.constructs.worker_function import WorkerFunction
from stacks.environment import Environment

ERROR_LINES = '{ ($.level = "ERROR") || ($.level = "CRITICAL") }'


class ErrorLineMetric(Construct):
    """Counts the error lines of one function, in a metric of its own name."""

    def __init__(self, scope: Construct, environment: Environment, worker: WorkerFunction) -> None:
        super().__init__(scope, f"{worker.worker.name}-error-lines")
        metric = error_lines_metric(environment, worker.worker.name)
        CloudwatchLogMetricFilter(
            self,
            "filter",
            name=metric,
            log_group_name=worker.log_group.name,
            pattern=ERROR_LINES,
            metric_transformation=CloudwatchLogMetricFilterMetricTransformation(
                name=metric, namespace=OWN_METRICS, value="1", default_value="0"
            ),
        )


class ErrorSubscription(Construct):
    """Sends the error lines of one function to the notifier.

    A subscription can name a function, not a topic:
    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutSubscriptionFilter.html.
    """

    def __init__(
        self,
        scope: Construct,
        environment: Environment,
        account: Account,
        worker: WorkerFunction,
        notifier: WorkerFunction,
    ) -> None:
        super().__init__(scope, f"{worker.worker.name}-subscription")
        if worker is notifier:
            raise ValueError(f"{worker.name} cannot be subscribed to its own log group")
        notifier.fails_by(AsynchronousFailurePath)
        permission = LambdaPermission(
            self,
            "permission",
            statement_id=f"{worker.worker.name}-logs-invoke",
            action="lambda:InvokeFunction",
            function_name=notifier.function.function_name,
            principal="logs.amazonaws.com",
            source_arn=f"{worker.log_group.arn}:*",
            source_account=account.id,
        )
        CloudwatchLogSubscriptionFilter(
            self,
            "filter",
            name=environment.name(f"{worker.worker.name}-errors"),
            log_group_name=worker.log_group.name,
            filter_pattern=ERROR_LINES,
            destination_arn=notifier.arn,
            # CloudWatch Logs tests the permission when the filter is put.
            depends_on=[permission],
        )
