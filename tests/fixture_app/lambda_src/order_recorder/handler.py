"""The entry point of order-recorder: processes a batch of a queue, logs."""

import os
from typing import Any

import boto3

from lambda_src.order_recorder.logic import process
from lambda_src.order_recorder.order_table import DynamoDbOrderTable
from lambda_src.shared.clients import PIPELINE
from lambda_src.shared.logs import logger
from lambda_src.shared.metrics import record
from lambda_src.shared.settings import text

ENVIRONMENT = text(os.environ, "ENVIRONMENT_SUFFIX")
TABLE = DynamoDbOrderTable(
    boto3.client("dynamodb", config=PIPELINE), text(os.environ, "TABLE_NAME")
)


def lambda_handler(event: Any, _context: Any) -> dict[str, list[dict[str, str]]]:
    """Process one batch; the response names the messages that SQS must deliver again."""
    failed = process(event["Records"], TABLE)
    counts = {"MessagesReceived": len(event["Records"]), "MessagesFailed": len(failed)}
    logger.info("batch processed", extra=record(counts, ENVIRONMENT))
    return {"batchItemFailures": [{"itemIdentifier": each} for each in failed]}
