"""Promise: a function reads its queue in batches, and a bad message fails alone."""

from typing import Any

from cdktf_cdktf_provider_aws.lambda_event_source_mapping import (
    LambdaEventSourceMapping,
    LambdaEventSourceMappingMetricsConfig,
    LambdaEventSourceMappingScalingConfig,
)
from cdktf_cdktf_provider_aws.sqs_queue import SqsQueue
from constructs import Construct

from stacks.constructs.failure_path import QueueFailurePath
from stacks.constructs.pipeline_function import PipelineFunction
from stacks.constructs.policy_document import statement
from stacks.environment import Environment

BATCH_SIZE = 25
# AWS requires a window for batches above 10.
WINDOW_SECONDS = 1
# https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html: six times the timeout,
# plus the window.
VISIBILITY_TIMEOUTS = 6


class QueueMapping(Construct):
    """The event source mapping from a queue to a function.

    Its concurrency is at most what the function reserves: each throttled batch uses up a receive
    of good messages.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        environment: Environment,
        queue: SqsQueue,
        function: PipelineFunction,
    ) -> None:
        super().__init__(scope, id_)
        function.require_failure_path(QueueFailurePath)
        self.mapping = LambdaEventSourceMapping(
            self,
            "mapping",
            tags={"Name": environment.name(id_)},
            function_name=function.arn,
            event_source_arn=queue.arn,
            batch_size=BATCH_SIZE,
            maximum_batching_window_in_seconds=WINDOW_SECONDS,
            function_response_types=["ReportBatchItemFailures"],
            scaling_config=LambdaEventSourceMappingScalingConfig(
                maximum_concurrency=function.props.concurrency
            ),
            metrics_config=LambdaEventSourceMappingMetricsConfig(metrics=["EventCount"]),
        )


def visibility_seconds(timeout_seconds: int) -> int:
    """The visibility timeout that lets Lambda retry a batch before it becomes visible again."""
    return VISIBILITY_TIMEOUTS * timeout_seconds + WINDOW_SECONDS


def queue_statements(queue: SqsQueue) -> list[dict[str, Any]]:
    """What the function's role needs so that Lambda can poll the queue with it."""
    actions = ["DeleteMessage", "GetQueueAttributes", "ReceiveMessage"]
    return [statement("ReadQueue", [f"sqs:{action}" for action in actions], [queue.arn])]
