"""The entry point of data-processor: creates the clients, processes, logs."""

import os
from typing import Any

import boto3

from lambda_src.data_processor import thresholds
from lambda_src.data_processor.alert_table import DynamoDbAlertTable
from lambda_src.data_processor.alert_topic import SnsAlertTopic
from lambda_src.data_processor.batch import MessageBatch
from lambda_src.data_processor.logic import MessageProcessor
from lambda_src.shared.clients import MAX_CALL_MS, PIPELINE
from lambda_src.shared.logs import logger
from lambda_src.shared.metrics import record
from lambda_src.shared.settings import text

ENVIRONMENT = text(os.environ, "ENVIRONMENT_SUFFIX")
DYNAMODB = boto3.client("dynamodb", config=PIPELINE)
SNS = boto3.client("sns", config=PIPELINE)
PROCESSOR = MessageProcessor(
    thresholds=thresholds.load(text(os.environ, "THRESHOLDS")),
    table=DynamoDbAlertTable(DYNAMODB, text(os.environ, "ALERTS_TABLE"), ENVIRONMENT),
    topic=SnsAlertTopic(SNS, text(os.environ, "ALERTS_TOPIC_ARN")),
)


def lambda_handler(event: Any, context: Any) -> dict[str, list[dict[str, str]]]:
    """Process one batch; the response names the messages that SQS must deliver again."""
    batch = PROCESSOR.process(
        event["Records"], lambda: context.get_remaining_time_in_millis() > MAX_CALL_MS
    )
    _log(batch)
    return {"batchItemFailures": [{"itemIdentifier": failed} for failed in batch.failed]}


def _log(batch: MessageBatch) -> None:
    for message_id, reason in batch.invalid.items():
        fields = {"message_id": message_id, "reason": reason.value}
        metric = record({"MessagesInvalid": 1}, ENVIRONMENT, by={"RejectionReason": reason.value})
        logger.warning("invalid message", extra=fields | metric)
    for alert_type, count in batch.published_by_type.items():
        metric = record({"AlertsPublished": count}, ENVIRONMENT, by={"AlertType": alert_type})
        logger.info("alerts published", extra=metric)
    if batch.unavailable is not None:
        logger.error(
            "messages returned to the queue",
            exc_info=batch.unavailable,
            extra={"messages": batch.pending, "cause": str(batch.unavailable.__cause__)},
        )
    counts = {"MessagesReceived": batch.received, "MessagesFailed": len(batch.failed)}
    logger.info("batch processed", extra=record(counts, ENVIRONMENT))
