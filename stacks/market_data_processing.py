"""Turns market data from a queue into alerts: each is stored once, published at least once."""

from pathlib import Path

from cdktf_cdktf_provider_aws.dynamodb_table import DynamodbTable
from constructs import Construct

from stacks.constructs import alarm_definitions as alarms
from stacks.constructs.alarms import Alarm, Metric
from stacks.constructs.dashboard import (
    Graph,
    cost_graphs,
    function_graphs,
    queue_graph,
    split_graph,
)
from stacks.constructs.failure_path import QueueFailurePath
from stacks.constructs.message_queue import MessageQueue
from stacks.constructs.pipeline_function import FunctionProps, PipelineFunction
from stacks.constructs.pipeline_stack import PipelineStack, allow_publish
from stacks.constructs.policy_document import compact, statement
from stacks.constructs.queue_mapping import QueueMapping, queue_statements, visibility_seconds
from stacks.constructs.saved_queries import SavedQuery
from stacks.constructs.table import Table
from stacks.environment import Environment

PROCESSOR = "data-processor"
TIMEOUT_SECONDS = 60
QUEUE, DEAD_LETTERS = "market-data-queue", "market-data-dlq"
TABLE, ALERTS, KEY = "market-alerts", "trading-alerts", "market-data"
# R-B-8: one percent, over five minutes.
ERROR_PERCENT = 1
INVALID_MESSAGES = SavedQuery(
    "invalid-messages",
    'filter message = "invalid message"'
    " | stats count(*) as messages, latest(message_id) by reason, bin(5m) | limit 100",
)


class MarketDataProcessing(PipelineStack):
    """Queue -> data-processor -> table and topic of alerts, with its monitoring."""

    def __init__(
        self, scope: Construct, name: str, environment: Environment, artifacts: Path
    ) -> None:
        super().__init__(
            scope,
            name,
            environment,
            artifacts,
            key=KEY,
            operations="market-operations",
            functions=[PROCESSOR],
            alarms=_alarms(environment),
        )
        self.source = self._build_source()
        self.table = self._build_table()
        self.alerts = self.build_topic(ALERTS)
        self.processor = self._build_data_processor()
        QueueMapping(self, f"{QUEUE}-mapping", environment, self.source.queue, self.processor)
        self.build_monitoring(_graphs(environment), [INVALID_MESSAGES])
        self._build_outputs()

    def _build_source(self) -> MessageQueue:
        return MessageQueue(
            self,
            QUEUE,
            self.environment,
            self.account,
            self.key,
            dead_letter_queue=DEAD_LETTERS,
            visibility_seconds=visibility_seconds(TIMEOUT_SECONDS),
        )

    def _build_table(self) -> DynamodbTable:
        return Table(self, TABLE, self.environment, self.key, timestamp="S").table

    def _build_data_processor(self) -> PipelineFunction:
        thresholds = {name: dict(pair) for name, pair in self.environment.alert_thresholds.items()}
        return self.build_function(
            FunctionProps(
                name=PROCESSOR,
                memory_mb=3072,
                timeout_seconds=TIMEOUT_SECONDS,
                concurrency=self.environment.data_processor_concurrency,
                failure_path=QueueFailurePath(),
                statements=[
                    statement("StoreAlerts", ["dynamodb:PutItem"], [self.table.arn]),
                    allow_publish("Alert", self.alerts),
                    *queue_statements(self.source.queue),
                ],
                key_services=["dynamodb", "sns", "sqs"],
                variables={
                    "ALERTS_TABLE": self.table.name,
                    "ALERTS_TOPIC_ARN": self.alerts.arn,
                    "THRESHOLDS": compact(thresholds),
                },
            )
        )

    def _build_outputs(self) -> None:
        self.build_outputs(
            {
                "sqs_queue_url": self.source.queue.url,
                "dlq_url": self.source.dead_letter_queue.url,
                "sns_topic_arn": self.alerts.arn,
                "dynamodb_table_name": self.table.name,
                "lambda_function_name": self.processor.lambda_function.function_name,
                "operations_topic_arn": self.operations.arn,
                "kms_key_arn": self.key.arn,
            }
        )


def _alarms(environment: Environment) -> list[Alarm]:
    return [
        *_error_rates(environment),
        *alarms.function_alarms(environment, PROCESSOR, TIMEOUT_SECONDS),
        alarms.queue_not_empty(environment, DEAD_LETTERS),
        alarms.oldest_message(environment, QUEUE),
        *alarms.table_throttles(environment, TABLE),
    ]


def _error_rates(environment: Environment) -> list[Alarm]:
    """Failed invocations, and failed messages inside of successful invocations."""
    own = {"Environment": environment.suffix}
    return [
        Alarm(
            f"{PROCESSOR}-errors",
            f"Failed share of the invocations of {PROCESSOR}",
            alarms.lambda_metric(environment, PROCESSOR, "Errors"),
            threshold=ERROR_PERCENT,
            of=alarms.lambda_metric(environment, PROCESSOR, "Invocations"),
        ),
        Alarm(
            f"{PROCESSOR}-message-errors",
            f"Failed share of the messages of {PROCESSOR}",
            Metric(alarms.OWN_METRICS, "MessagesFailed", own),
            threshold=ERROR_PERCENT,
            of=Metric(alarms.OWN_METRICS, "MessagesReceived", own),
        ),
    ]


def _graphs(environment: Environment) -> list[Graph]:
    own = ["Environment", environment.suffix]
    kinds = ("MessagesReceived", "MessagesFailed", "AlertsPublished")
    visible = "ApproximateNumberOfMessagesVisible"
    return [
        Graph("Messages", [[alarms.OWN_METRICS, kind, *own] for kind in kinds]),
        *function_graphs(environment, [PROCESSOR]),
        queue_graph(environment, "Visible messages", visible, [QUEUE, DEAD_LETTERS]),
        queue_graph(environment, "Oldest message", "ApproximateAgeOfOldestMessage", [QUEUE]),
        split_graph(environment, "Invalid messages", "MessagesInvalid", "RejectionReason"),
        *cost_graphs(environment, [PROCESSOR], TABLE),
    ]
