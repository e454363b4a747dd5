"""Promise: a function reads its stream in order, with bounded retries, without its own writes."""

from cdktf_cdktf_provider_aws.dynamodb_table import DynamodbTable
from cdktf_cdktf_provider_aws.lambda_event_source_mapping import (
    LambdaEventSourceMapping,
    LambdaEventSourceMappingDestinationConfig,
    LambdaEventSourceMappingDestinationConfigOnFailure,
    LambdaEventSourceMappingFilterCriteria,
    LambdaEventSourceMappingFilterCriteriaFilter,
    LambdaEventSourceMappingMetricsConfig,
)
from constructs import Construct

from stacks.constructs.failure_path import StreamFailurePath
from stacks.constructs.pipeline_function import PipelineFunction
from stacks.constructs.policy_document import compact, statement
from stacks.environment import Environment

BATCH_SIZE = 100
WINDOW_SECONDS = 1
RETRIES = 5
MAX_RECORD_AGE_SECONDS = 3_600
# Only inserts without indicators: `enriched_at exists:false` alone also matches a REMOVE. The item
# at timestamp 0 lists the series of its market (docs/claims.md#anything-but-in-filters).
UNENRICHED_INSERTS: dict[str, object] = {
    "eventName": ["INSERT"],
    "dynamodb": {
        "NewImage": {
            "enriched_at": {"S": [{"exists": False}]},
            "timestamp": {"N": [{"anything-but": ["0"]}]},
        }
    },
}


class StreamMapping(Construct):
    """The event source mapping from a table's stream; failed batches go to the function's queue."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        environment: Environment,
        table: DynamodbTable,
        function: PipelineFunction,
    ) -> None:
        super().__init__(scope, id_)
        on_failure = LambdaEventSourceMappingDestinationConfigOnFailure(
            destination_arn=function.require_failure_path(StreamFailurePath).dead_letter_queue.arn
        )
        self.mapping = LambdaEventSourceMapping(
            self,
            "mapping",
            tags={"Name": environment.name(id_)},
            function_name=function.arn,
            event_source_arn=table.stream_arn,
            # LATEST can miss records that arrive while the mapping is created.
            starting_position="TRIM_HORIZON",
            batch_size=BATCH_SIZE,
            maximum_batching_window_in_seconds=WINDOW_SECONDS,
            bisect_batch_on_function_error=True,
            maximum_retry_attempts=RETRIES,
            maximum_record_age_in_seconds=MAX_RECORD_AGE_SECONDS,
            # A higher factor keeps the order per item only, and every tick is an item of its own.
            parallelization_factor=1,
            function_response_types=["ReportBatchItemFailures"],
            filter_criteria=_only(UNENRICHED_INSERTS),
            destination_config=LambdaEventSourceMappingDestinationConfig(on_failure=on_failure),
            metrics_config=LambdaEventSourceMappingMetricsConfig(metrics=["EventCount"]),
        )


def stream_statements(table: DynamodbTable) -> list[dict[str, object]]:
    """What the function's role needs so that Lambda can poll the stream with it.

    ListStreams has no resource type: https://docs.aws.amazon.com/service-authorization/latest/
    reference/list_amazondynamodb.html.
    """
    actions = ["DescribeStream", "GetRecords", "GetShardIterator"]
    return [
        statement("ReadStream", [f"dynamodb:{action}" for action in actions], [table.stream_arn]),
        statement("ListStreams", ["dynamodb:ListStreams"], ["*"]),
    ]


def _only(pattern: dict[str, object]) -> LambdaEventSourceMappingFilterCriteria:
    each = LambdaEventSourceMappingFilterCriteriaFilter(pattern=compact(pattern))
    return LambdaEventSourceMappingFilterCriteria(filter=[each])
