"""Exchange webhooks are stored once and enriched with indicators; failures end in queues."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cdktf import TerraformOutput
from constructs import Construct

from stacks.constructs.alarms import Alarm, Alarms, door_5xx, function_alarms, iterator_age
from stacks.constructs.dashboard import Dashboard, Graph
from stacks.constructs.encryption_key import EncryptionKey
from stacks.constructs.environment_stack import EnvironmentStack
from stacks.constructs.error_reporting import ErrorLineMetric, ErrorSubscription
from stacks.constructs.notification_topic import NotificationTopic
from stacks.constructs.policy_document import compact, statement
from stacks.constructs.price_table import PriceTable
from stacks.constructs.stream_mapping import StreamMapping, stream_statements
from stacks.constructs.webhook_api import STAGE, WebhookApi
from stacks.constructs.worker_function import (
    AsynchronousFailurePath,
    StreamFailurePath,
    Surroundings,
    Worker,
    WorkerFunction,
    log_group_name,
)
from stacks.environment import STACK_NAMES, Environment

NAME = STACK_NAMES[0]
WEBHOOK, ENRICHER, NOTIFIER = "webhook-processor", "price-enricher", "error-notifier"
FUNCTIONS = (WEBHOOK, ENRICHER, NOTIFIER)
TABLE, DOOR, KEY = "crypto-prices", "price-webhooks", "crypto-prices"
SECRETS = "/market-pipelines/webhook-secret/"


class CryptoPriceProcessing(EnvironmentStack):
    """Door -> webhook-processor -> table -> stream -> price-enricher, and what watches over it."""

    def __init__(self, scope: Construct, environment: Environment, artifacts: Path) -> None:
        super().__init__(scope, NAME, environment)
        self._alarms = self._declare_alarms()
        self.key = self._build_key()
        self._with = Surroundings(environment, self.account, self.key, artifacts)
        self.success = self._build_topic("price-updates-success")
        self.operations = self._build_operations()
        self.table = PriceTable(self, TABLE, environment, self.key).table
        self.webhook = self._build_webhook_processor()
        self.enricher = self._build_price_enricher()
        self.notifier = self._build_error_notifier()
        self.door = WebhookApi(self, DOOR, environment, self.webhook)
        StreamMapping(self, f"{TABLE}-stream", self.table, self.enricher)
        self._build_watch()
        self._build_outputs()

    @property
    def _functions(self) -> tuple[WorkerFunction, ...]:
        return (self.webhook, self.enricher, self.notifier)

    @property
    def _alarm_names(self) -> list[str]:
        return [self.environment.name(alarm.name) for alarm in self._alarms]

    def _declare_alarms(self) -> list[Alarm]:
        """First of all: the key and the topic name the alarms that may use them."""
        return [
            *(each for name in FUNCTIONS for each in function_alarms(self.environment, name)),
            iterator_age(self.environment, ENRICHER),
            door_5xx(self.environment, DOOR, STAGE),
        ]

    def _build_key(self) -> EncryptionKey:
        groups = [log_group_name(self.environment, name) for name in FUNCTIONS]
        # Its own scope: the table has the same name.
        scope = Construct(self, "key")
        return EncryptionKey(
            scope,
            KEY,
            self.environment,
            self.account,
            log_groups=groups,
            alarms=self._alarm_names,
        )

    def _build_topic(self, name: str, alarms: Sequence[str] = ()) -> NotificationTopic:
        return NotificationTopic(
            self, name, self.environment, self.account, self.key, alarms=alarms
        )

    def _build_operations(self) -> NotificationTopic:
        topic = self._build_topic("price-operations", self._alarm_names)
        if self.environment.operations_email:
            topic.mail_to(self.environment.operations_email)
        return topic

    def _build_webhook_processor(self) -> WorkerFunction:
        settings = self.environment
        return self._build_worker(
            Worker(
                name=WEBHOOK,
                memory_mb=1024,
                timeout_seconds=60,
                concurrency=settings.webhook_processor_concurrency,
                failure_path=AsynchronousFailurePath(
                    retries=2, max_age_seconds=3_600, on_success=self.success.arn
                ),
                statements=[
                    statement("StoreTicks", ["dynamodb:PutItem"], [self.table.arn]),
                    self._publish("AnnounceSuccess", self.success),
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
                },
            )
        )

    def _build_price_enricher(self) -> WorkerFunction:
        return self._build_worker(
            Worker(
                name=ENRICHER,
                memory_mb=512,
                timeout_seconds=30,
                concurrency=self.environment.price_enricher_concurrency,
                failure_path=StreamFailurePath(),
                statements=[
                    statement(
                        "Enrich", ["dynamodb:Query", "dynamodb:UpdateItem"], [self.table.arn]
                    ),
                    self._publish("AnnounceEnriched", self.success),
                    *stream_statements(self.table),
                ],
                key_services=["dynamodb", "sns", "sqs"],
                variables={
                    "TABLE_NAME": self.table.name,
                    "SUCCESS_TOPIC_ARN": self.success.arn,
                },
            )
        )

    def _build_error_notifier(self) -> WorkerFunction:
        return self._build_worker(
            Worker(
                name=NOTIFIER,
                memory_mb=128,
                timeout_seconds=10,
                concurrency=1,
                failure_path=AsynchronousFailurePath(retries=1, max_age_seconds=900),
                statements=[self._publish("NotifyOperations", self.operations)],
                key_services=["sns", "sqs"],
                variables={"OPERATIONS_TOPIC_ARN": self.operations.arn},
            )
        )

    def _build_worker(self, worker: Worker) -> WorkerFunction:
        return WorkerFunction(self, worker, self._with)

    def _publish(self, sid: str, topic: NotificationTopic) -> dict[str, Any]:
        return statement(sid, ["sns:Publish"], [topic.arn])

    def _read_secrets(self) -> list[dict[str, Any]]:
        """One literal parameter per exchange, and the key only under that parameter's context."""
        arns = [
            self.account.arn("ssm", f"parameter{SECRETS}{self.environment.name(exchange)}")
            for exchange in sorted(self.environment.exchange_endpoints)
        ]
        context = {"StringEquals": {"kms:EncryptionContext:PARAMETER_ARN": arns}}
        return [
            statement("ReadSecrets", ["ssm:GetParameter"], arns),
            statement("DecryptSecrets", ["kms:Decrypt"], [self.key.arn], context),
        ]

    def _build_watch(self) -> None:
        for worker in (self.webhook, self.enricher):
            ErrorSubscription(self, self.environment, self.account, worker, self.notifier)
        for worker in self._functions:
            ErrorLineMetric(self, self.environment, worker)
        alarms = Alarms(self, "alarms", self.environment, self.operations.arn, self._alarms)
        Dashboard(self, NAME, self.environment, alarms.arns, self._graphs())

    def _graphs(self) -> list[Graph]:
        door = ["ApiName", self.environment.name(DOOR), "Stage", STAGE]
        functions = [["FunctionName", worker.name] for worker in self._functions]
        queues = [["QueueName", f"{self.environment.name(w.worker.name + '-dlq')}"]
                  for w in self._functions]  # fmt: skip
        visible = "ApproximateNumberOfMessagesVisible"
        return [
            Graph(
                "Webhooks",
                [["AWS/ApiGateway", each, *door] for each in ("Count", "4XXError", "5XXError")],
            ),
            Graph("Invocations", [["AWS/Lambda", "Invocations", *each] for each in functions]),
            Graph("Errors", [["AWS/Lambda", "Errors", *each] for each in functions]),
            Graph("Duration", [["AWS/Lambda", "Duration", *each] for each in functions], "p99"),
            Graph("Dead letters", [["AWS/SQS", visible, *each] for each in queues], "Maximum"),
            Graph(
                "Behind the stream",
                [["AWS/Lambda", "IteratorAge", "FunctionName", self.enricher.name]],
                "Maximum",
            ),
        ]

    def _build_outputs(self) -> None:
        outputs = {
            "webhook_processor_arn": self.webhook.arn,
            "price_enricher_arn": self.enricher.arn,
            "error_notifier_arn": self.notifier.arn,
            "dynamodb_table_name": self.table.name,
            "sns_topic_arn": self.success.arn,
            "operations_topic_arn": self.operations.arn,
            "kms_key_arn": self.key.arn,
            "webhook_url": self.door.webhook_url,
            "webhook_processor_dlq_url": self.webhook.dead_letters.queue.url,
            "price_enricher_dlq_url": self.enricher.dead_letters.queue.url,
            "error_notifier_dlq_url": self.notifier.dead_letters.queue.url,
        }
        for name, value in outputs.items():
            TerraformOutput(self, name, value=value)
