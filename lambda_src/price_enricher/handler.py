"""The entry point of price-enricher: creates the clients, enriches, logs."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import boto3

from lambda_src.price_enricher.announcement import Invocation
from lambda_src.price_enricher.batch import RecordBatch
from lambda_src.price_enricher.destinations import SnsSuccessTopic, SqsDeadLetterQueue
from lambda_src.price_enricher.indicators import Indicators
from lambda_src.price_enricher.logic import Enricher
from lambda_src.price_enricher.ports import Item
from lambda_src.price_enricher.price_table import DynamoDbPriceTable
from lambda_src.price_enricher.records import created
from lambda_src.shared.clients import PIPELINE
from lambda_src.shared.decimals import canonical
from lambda_src.shared.logs import logger
from lambda_src.shared.metrics import MAX_VALUES, record
from lambda_src.shared.settings import text, whole_number

# As many concurrent writes as the client has connections.
WRITERS = 10
ENVIRONMENT = text(os.environ, "ENVIRONMENT_SUFFIX")
DYNAMODB = boto3.client("dynamodb", config=PIPELINE)
SNS = boto3.client("sns", config=PIPELINE)
SQS = boto3.client("sqs", config=PIPELINE)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


ENRICHER = Enricher(
    table=DynamoDbPriceTable(DYNAMODB, text(os.environ, "TABLE_NAME")),
    dead_letter_queue=SqsDeadLetterQueue(SQS, text(os.environ, "DEAD_LETTER_QUEUE_URL")),
    success_topic=SnsSuccessTopic(SNS, text(os.environ, "SUCCESS_TOPIC_ARN")),
    writers=ThreadPoolExecutor(WRITERS),
    now=_now,
    clock=time.time,
    max_deviation_percent=whole_number(os.environ, "MAX_DEVIATION_PERCENT"),
)


def lambda_handler(event: Any, context: Any) -> dict[str, list[dict[str, str]]]:
    """Enrich one batch; the response names the record from which Lambda must deliver again."""
    invocation = Invocation(
        context.aws_request_id, context.invoked_function_arn, context.function_version
    )
    batch = ENRICHER.process(event["Records"], invocation)
    _log(batch)
    checkpoint = batch.checkpoint()
    if checkpoint is None:
        return {"batchItemFailures": []}
    return {"batchItemFailures": [{"itemIdentifier": checkpoint}]}


def _log(batch: RecordBatch) -> None:
    for position in batch.dead_lettered:
        logger.error(
            "record sent to the dead-letter queue",
            extra={
                "event_id": batch.records[position].get("eventID"),
                "reason": str(batch.unprocessable[position]),
                **record({"UnprocessableRecords": 1}, ENVIRONMENT),
            },
        )
    if batch.failure is not None:
        logger.error(
            "batch stopped early",
            exc_info=batch.failure,
            extra={"cause": str(batch.failure.__cause__)},
        )
    for result in batch.enriched.values():
        if result.indicators and ENRICHER.is_suspect(result.indicators):
            logger.info("suspect price", extra=_suspect(result.item, result.indicators))
    logger.info("batch processed", extra=_summary(batch))
    if lags := _lags_ms(batch):
        metric = record({"EnrichmentLag": lags}, ENVIRONMENT, unit="Milliseconds")
        logger.info("lag of the enriched records", extra=metric)


def _suspect(item: Item, indicators: Indicators) -> dict[str, Any]:
    """Which price it is; like everything that was sent, the price itself is not logged."""
    exchange = {"Exchange": item.exchange} if item.exchange else {}
    return {
        "series": item.series,
        "timestamp_ms": canonical(item.timestamp),
        "deviation": str(indicators.deviation),
        **record({"SuspectPrices": 1}, ENVIRONMENT, by=exchange),
    }


def _summary(batch: RecordBatch) -> dict[str, Any]:
    repairs = sum(result.is_late_repair for result in batch.repaired)
    return {
        "records": len(batch.records),
        "enriched": len(batch.enriched),
        "written": batch.written,
        "checkpoint": batch.checkpoint(),
        **record({"LateRepairs": repairs}, ENVIRONMENT),
    }


def _lags_ms(batch: RecordBatch) -> list[float]:
    """The time from storage to enrichment; the stream has whole seconds only."""
    now = time.time()
    times = [created(batch.records[position]) for position in batch.enriched]
    lags = [max(0.0, now - each) * 1000 for each in times if each is not None]
    return [round(lag) for lag in lags[:MAX_VALUES]]
