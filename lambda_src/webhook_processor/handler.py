"""The entry point of webhook-processor: creates the clients, processes, logs."""

import os
import time
from collections import Counter
from typing import Any

import boto3

from lambda_src.shared.clients import PIPELINE
from lambda_src.shared.logs import logger
from lambda_src.shared.metrics import record
from lambda_src.webhook_processor import settings
from lambda_src.webhook_processor.logic import Answer, WebhookProcessor, reasons
from lambda_src.webhook_processor.parameter_store import ParameterStore
from lambda_src.webhook_processor.secret_cache import SecretCache
from lambda_src.webhook_processor.tick_table import DynamoDbTickTable

SETTINGS = settings.load(os.environ)
DYNAMODB = boto3.client("dynamodb", config=PIPELINE)
SSM = boto3.client("ssm", config=PIPELINE)
SECRETS = SecretCache(
    ParameterStore(SSM, SETTINGS.secret_prefix, SETTINGS.environment), clock=time.time
)
PROCESSOR = WebhookProcessor(SETTINGS, SECRETS, DynamoDbTickTable(DYNAMODB, SETTINGS.table))


def lambda_handler(event: Any, _context: Any) -> Answer:
    """Verify and store one webhook; Lambda sends the answer to the success topic."""
    answer = PROCESSOR.answer(event)
    _log(event, answer)
    return answer


def _log(event: Any, answer: Answer) -> None:
    # The id of API Gateway, which the sender saw; the runtime adds Lambda's own.
    request = {"api_request_id": event.get("request_id") if isinstance(event, dict) else None}
    for reason, count in reasons(answer).items():
        metric = record({"TicksRejected": count}, SETTINGS.environment, by={"Reason": reason})
        logger.info("rejected", extra=request | metric)
    statuses = Counter(tick["status"] for tick in answer["ticks"])
    counts = {
        "TicksAccepted": statuses["accepted"],
        "TicksDuplicate": statuses["duplicate"],
        "WebhooksIgnored": int(answer["status"] == "ignored"),
    }
    fields = request | {"status": answer["status"], "rejected": answer["rejected"]}
    logger.info("webhook processed", extra=fields | record(counts, SETTINGS.environment))
