"""Promise: a queue feeds its function in batches, and a bad message fails alone."""

from typing import Any

from cdktf_cdktf_provider_aws.lambda_event_source_mapping import (
    LambdaEventSourceMapping,
    LambdaEventSourceMappingMetricsConfig,
    LambdaEventSourceMappingScalingConfig,
)
from cdktf_cdktf_provider_aws.sqs_queue import SqsQueue
from constructs import Construct

from stacks.constructs.failure_path import QueueFailurePath
from stacks.constructs.policy_document import statement
from stacks.constructs.worker_function import WorkerFunction

BATCH_SIZE = 25
# AWS refuses a batch above 10 without one.
WINDOW_SECONDS = 1
# https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html: six times the timeout,
# plus the window.
VISIBILITY_TIMEOUTS = 6


class QueueMapping(Construct):
    """The mapping from a queue to a function.

    It never invokes more at once than the function reserves: throttled batches would use up the
    receives of good messages.
    """

    def __init__(self, scope: Construct, id_: str, queue: SqsQueue, worker: WorkerFunction) -> None:
        super().__init__(scope, id_)
        worker.fails_by(QueueFailurePath)
        self.mapping = LambdaEventSourceMapping(
            self,
            "mapping",
            function_name=worker.arn,
            event_source_arn=queue.arn,
            batch_size=BATCH_SIZE,
            maximum_batching_window_in_seconds=WINDOW_SECONDS,
            function_response_types=["ReportBatchItemFailures"],
            scaling_config=LambdaEventSourceMappingScalingConfig(
                maximum_concurrency=worker.worker.concurrency
            ),
            metrics_config=LambdaEventSourceMappingMetricsConfig(metrics=["EventCount"]),
        )


def visibility_seconds(timeout_seconds: int) -> int:
    """How long a message must stay hidden so that Lambda can retry its batch unseen by others."""
    return VISIBILITY_TIMEOUTS * timeout_seconds + WINDOW_SECONDS


def queue_statements(queue: SqsQueue) -> list[dict[str, Any]]:
    """What the function's role needs so that Lambda may read the queue in its name."""
    actions = ["DeleteMessage", "GetQueueAttributes", "ReceiveMessage"]
    return [statement("ReadQueue", [f"sqs:{action}" for action in actions], [queue.arn])]
