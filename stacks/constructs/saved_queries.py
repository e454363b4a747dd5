"""Promise: what people ask the logs at night is a saved query of CloudWatch Logs Insights."""

from collections.abc import Sequence
from dataclasses import dataclass

from cdktf_cdktf_provider_aws.cloudwatch_query_definition import CloudwatchQueryDefinition
from constructs import Construct

from stacks.constructs.pipeline_function import PipelineFunction
from stacks.environment import Environment


@dataclass(frozen=True)
class SavedQuery:
    """A query over the log groups of a stack's functions; the runbook names it.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
    """

    name: str
    text: str


ERROR_LINES = SavedQuery(
    "error-lines",
    "fields @timestamp, @log, message, errorMessage, cause, requestId"
    ' | filter level in ["ERROR", "CRITICAL"] | sort @timestamp desc | limit 100',
)
SLOW_INVOCATIONS = SavedQuery(
    "slow-invocations",
    'filter type = "platform.report"'
    " | stats max(record.metrics.durationMs), pct(record.metrics.durationMs, 99),"
    " max(record.metrics.initDurationMs), max(record.metrics.maxMemoryUsedMB)"
    " by @log, bin(5m) | limit 100",
)
OF_EVERY_STACK = (ERROR_LINES, SLOW_INVOCATIONS)


class SavedQueries(Construct):
    """The saved queries of a stack, in a folder of its name; each reads all its functions."""

    def __init__(
        self,
        scope: Construct,
        folder: str,
        environment: Environment,
        functions: Sequence[PipelineFunction],
        queries: Sequence[SavedQuery],
    ) -> None:
        super().__init__(scope, "queries")
        for query in queries:
            CloudwatchQueryDefinition(
                self,
                query.name,
                name=environment.name(f"{folder}/{query.name}"),
                query_string=query.text,
                log_group_names=[function.log_group.name for function in functions],
            )
