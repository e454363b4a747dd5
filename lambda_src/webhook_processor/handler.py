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
from lambda_src.webhook_processor.reasons import Reason
from lambda_src.webhook_processor.secret_cache import SecretCache
from lambda_src.webhook_processor.tick_table import DynamoDbTickTable

UNKNOWN = "unknown"
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
    envelope = event if isinstance(event, dict) else {}
    request = {"api_request_id": envelope.get("request_id")}
    exchange = {"Exchange": _served(envelope.get("exchange"))}
    rejected = reasons(answer)
    for reason, count in rejected.items():
        by = exchange | {"Reason": reason}
        metric = record({"TicksRejected": count}, SETTINGS.environment, by)
        logger.info("rejected", extra=request | metric)
    statuses = Counter(tick["status"] for tick in answer["ticks"])
    counts = {
        "TicksReceived": len(answer["ticks"]) + sum(rejected.values()),
        "TicksAccepted": statuses["accepted"],
        "TicksDuplicate": statuses["duplicate"],
        "TicksOverLimit": rejected.get(Reason.TOO_MANY_TICKS, 0),
        "WebhooksIgnored": int(answer["status"] == "ignored"),
    }
    fields = request | {"status": answer["status"], "rejected": answer["rejected"]}
    logger.info("webhook processed", extra=fields | record(counts, SETTINGS.environment, exchange))


def _served(exchange: Any) -> str:
    """The exchange, if the environment serves it; each other name would be a metric to pay for."""
    return exchange if isinstance(exchange, str) and exchange in SETTINGS.exchanges else UNKNOWN
