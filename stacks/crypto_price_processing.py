"""Stores each tick of exchange webhooks once, and adds indicators; failures end in queues."""

from pathlib import Path
from typing import Any

from cdktf_cdktf_provider_aws.dynamodb_table import DynamodbTable
from constructs import Construct

from stacks.constructs import alarm_definitions as alarms
from stacks.constructs.alarm_definitions import OWN_METRICS
from stacks.constructs.alarms import Alarm
from stacks.constructs.budget import Budget
from stacks.constructs.dashboard import (
    Graph,
    cost_graphs,
    function_graphs,
    queue_graph,
    split_graph,
)
from stacks.constructs.error_reporting import ErrorSubscription
from stacks.constructs.failure_path import AsynchronousFailurePath, StreamFailurePath
from stacks.constructs.pipeline_function import FunctionProps, PipelineFunction
from stacks.constructs.pipeline_stack import PipelineStack, allow_publish
from stacks.constructs.policy_document import compact, statement
from stacks.constructs.saved_queries import SavedQuery
from stacks.constructs.stream_mapping import StreamMapping, stream_statements
from stacks.constructs.table import Caps, Table
from stacks.constructs.webhook_api import STAGE, WebhookApi
from stacks.environment import READ_UNITS_PER_TICK, WRITE_UNITS_PER_TICK, Environment

WEBHOOK, ENRICHER, NOTIFIER = "webhook-processor", "price-enricher", "error-notifier"
# Seconds: the timeout of an invocation, and the maximum age of an asynchronous event.
TIMEOUT = {WEBHOOK: 60, ENRICHER: 30, NOTIFIER: 10}
MAX_AGE = {WEBHOOK: 3_600, NOTIFIER: 900}
TABLE, API, KEY = "crypto-prices", "price-webhooks", "crypto-prices"
SECRETS = "/market-pipelines/webhook-secret/"
QUERIES = (
    SavedQuery(
        "rejected-ticks",
        'filter message = "rejected"'
        " | stats sum(TicksRejected) as ticks by Exchange, Reason, bin(5m) | limit 100",
    ),
    SavedQuery(
        "suspect-prices",
        'filter message = "suspect price"'
        " | stats count(*) as prices, latest(deviation) by series, bin(5m) | limit 100",
    ),
    # The sender saw the first id, Lambda's own lines have the second.
    SavedQuery(
        "one-webhook",
        'filter api_request_id = "PUT-ID-HERE" or requestId = "PUT-ID-HERE"'
        " | sort @timestamp | display @timestamp, @log, message, status, Reason",
    ),
)


class CryptoPriceProcessing(PipelineStack):
    """REST API -> webhook-processor -> table -> stream -> price-enricher, with its monitoring."""

    def __init__(
        self, scope: Construct, name: str, environment: Environment, artifacts: Path
    ) -> None:
        super().__init__(
            scope,
            name,
            environment,
            artifacts,
            key=KEY,
            operations="price-operations",
            functions=list(TIMEOUT),
            alarms=_alarms(environment),
        )
        self.dead_letter_queues = {name: self.build_dead_letter_queue(name) for name in TIMEOUT}
        self.success = self.build_topic("price-updates-success")
        self.table = self._build_table()
        self.webhook = self._build_webhook_processor()
        self.enricher = self._build_price_enricher()
        self.notifier = self._build_error_notifier()
        self.api = WebhookApi(self, API, environment, self.webhook)
        StreamMapping(self, f"{TABLE}-stream", environment, self.table, self.enricher)
        for function in (self.webhook, self.enricher):
            ErrorSubscription(self, environment, self.account, function, self.notifier)
        self.build_monitoring(_graphs(environment), QUERIES)
        if environment.monthly_budget_usd:
            Budget(self, "market-pipelines", environment)
        self._build_outputs()

    def _build_table(self) -> DynamodbTable:
        ticks = self.environment.ticks_per_second
        caps = Caps(ticks * WRITE_UNITS_PER_TICK, ticks * READ_UNITS_PER_TICK)
        return Table(
            self, TABLE, self.environment, self.key, timestamp="N", stream=True, caps=caps
        ).table

    def _build_webhook_processor(self) -> PipelineFunction:
        settings = self.environment
        return self.build_function(
            FunctionProps(
                name=WEBHOOK,
                memory_mb=1024,
                timeout_seconds=TIMEOUT[WEBHOOK],
                concurrency=settings.webhook_processor_concurrency,
                failure_path=AsynchronousFailurePath(
                    self.dead_letter_queues[WEBHOOK],
                    retries=2,
                    max_age_seconds=MAX_AGE[WEBHOOK],
                    on_success=self.success.arn,
                ),
                statements=[
                    statement(
                        "StoreTicks", ["dynamodb:PutItem", "dynamodb:UpdateItem"], [self.table.arn]
                    ),
                    allow_publish("AnnounceSuccess", self.success),
                    *self._read_secrets(),
                ],
                key_services=["dynamodb", "sns", "sqs"],
                variables={
                    "TABLE_NAME": self.table.name,
                    "EXCHANGE_ENDPOINTS": compact(dict(settings.exchange_endpoints)),
                    "ALLOW_UNSIGNED": "true" if settings.allow_unsigned else "false",
                    "SECRET_PARAMETER_PREFIX": SECRETS,
                    "MAX_AHEAD_SECONDS": str(settings.max_ahead_seconds),
                    "MAX_BEHIND_SECONDS": str(settings.max_behind_seconds),
                    "MAX_TICKS_PER_BODY": str(settings.max_ticks_per_body),
                },
            )
        )

    def _build_price_enricher(self) -> PipelineFunction:
        return self.build_function(
            FunctionProps(
                name=ENRICHER,
                memory_mb=512,
                timeout_seconds=TIMEOUT[ENRICHER],
                concurrency=self.environment.price_enricher_concurrency,
                failure_path=StreamFailurePath(self.dead_letter_queues[ENRICHER]),
                statements=[
                    statement(
                        "Enrich", ["dynamodb:Query", "dynamodb:UpdateItem"], [self.table.arn]
                    ),
                    allow_publish("AnnounceEnriched", self.success),
                    *stream_statements(self.table),
                ],
                key_services=["dynamodb", "sns", "sqs"],
                variables={
                    "TABLE_NAME": self.table.name,
                    "SUCCESS_TOPIC_ARN": self.success.arn,
                    "MAX_DEVIATION_PERCENT": str(self.environment.max_deviation_percent),
                },
            )
        )

    def _build_error_notifier(self) -> PipelineFunction:
        return self.build_function(
            FunctionProps(
                name=NOTIFIER,
                memory_mb=128,
                timeout_seconds=TIMEOUT[NOTIFIER],
                concurrency=1,
                failure_path=AsynchronousFailurePath(
                    self.dead_letter_queues[NOTIFIER],
                    retries=1,
                    max_age_seconds=MAX_AGE[NOTIFIER],
                ),
                statements=[allow_publish("NotifyOperations", self.operations)],
                key_services=["sns", "sqs"],
                variables={"OPERATIONS_TOPIC_ARN": self.operations.arn},
            )
        )

    def _read_secrets(self) -> list[dict[str, Any]]:
        """One parameter per exchange, by literal ARN; the key decrypts these parameters only."""
        arns = [
            self.account.arn("ssm", f"parameter{SECRETS}{self.environment.name(exchange)}")
            for exchange in sorted(self.environment.exchange_endpoints)
        ]
        context = {"StringEquals": {"kms:EncryptionContext:PARAMETER_ARN": arns}}
        return [
            statement("ReadSecrets", ["ssm:GetParameter"], arns),
            statement("DecryptSecrets", ["kms:Decrypt"], [self.key.arn], context),
        ]

    def _build_outputs(self) -> None:
        self.build_outputs(
            {
                "webhook_processor_arn": self.webhook.arn,
                "price_enricher_arn": self.enricher.arn,
                "error_notifier_arn": self.notifier.arn,
                "dynamodb_table_name": self.table.name,
                "sns_topic_arn": self.success.arn,
                "operations_topic_arn": self.operations.arn,
                "kms_key_arn": self.key.arn,
                "webhook_url": self.api.webhook_url,
                "webhook_processor_dlq_url": self.dead_letter_queues[WEBHOOK].queue.url,
                "price_enricher_dlq_url": self.dead_letter_queues[ENRICHER].queue.url,
                "error_notifier_dlq_url": self.dead_letter_queues[NOTIFIER].queue.url,
            }
        )


def _alarms(environment: Environment) -> list[Alarm]:
    functions = [
        alarm
        for name, timeout in TIMEOUT.items()
        for alarm in (
            alarms.function_errors(environment, name),
            # The notifier runs once at a time, because it counts in memory.
            *alarms.function_alarms(environment, name, timeout, bursts=name == NOTIFIER),
            alarms.queue_not_empty(environment, f"{name}-dlq"),
        )
    ]
    asynchronous = [
        alarm
        for name, age in MAX_AGE.items()
        for alarm in alarms.asynchronous_alarms(environment, name, age)
    ]
    return [
        *functions,
        *asynchronous,
        alarms.destination_failures(environment, WEBHOOK),
        alarms.destination_failures(environment, ENRICHER),
        alarms.iterator_age(environment, ENRICHER),
        *(
            alarms.rejected_share(environment, WEBHOOK, exchange)
            for exchange in sorted(environment.exchange_endpoints)
        ),
        alarms.too_many_ticks(environment, WEBHOOK),
        alarms.suspect_prices(environment, ENRICHER),
        *alarms.table_throttles(environment, TABLE),
        *alarms.api_alarms(environment, API, STAGE),
    ]


def _graphs(environment: Environment) -> list[Graph]:
    api = ["ApiName", environment.name(API), "Stage", STAGE]
    counts = [["AWS/ApiGateway", each, *api] for each in ("Count", "4XXError", "5XXError")]
    age = ["AWS/Lambda", "IteratorAge", "FunctionName", environment.name(ENRICHER)]
    return [
        Graph("Webhooks", counts),
        *function_graphs(environment, list(TIMEOUT)),
        queue_graph(
            environment,
            "Messages in dead-letter queues",
            "ApproximateNumberOfMessagesVisible",
            [f"{name}-dlq" for name in TIMEOUT],
        ),
        Graph("Iterator age", [age], "Maximum"),
        Graph(
            "Milliseconds from storage to indicators",
            [[OWN_METRICS, "EnrichmentLag", "Environment", environment.suffix]],
            "p99",
        ),
        split_graph(environment, "Rejected ticks", "TicksRejected", "Exchange", "Reason"),
        Graph("Prices far from their median", _by_exchange(environment, "SuspectPrices")),
        *cost_graphs(environment, list(TIMEOUT), TABLE),
    ]


def _by_exchange(environment: Environment, metric: str) -> list[list[str]]:
    own = [OWN_METRICS, metric, "Environment", environment.suffix, "Exchange"]
    return [[*own, exchange] for exchange in sorted(environment.exchange_endpoints)]
