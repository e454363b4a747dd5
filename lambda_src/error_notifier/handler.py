"""The entry point of error-notifier: wires and answers."""

import os
import time
from typing import Any

import boto3

from lambda_src.error_notifier import deliveries
from lambda_src.error_notifier.logic import Notifier
from lambda_src.error_notifier.operations_topic import OperationsTopic
from lambda_src.shared.clients import NOTIFIER
from lambda_src.shared.logs import logger
from lambda_src.shared.settings import text

SNS = boto3.client("sns", config=NOTIFIER)
TOPIC = OperationsTopic(SNS, text(os.environ, "OPERATIONS_TOPIC_ARN"))
ERRORS = Notifier(TOPIC, clock=time.time)


def lambda_handler(event: Any, _context: Any) -> None:
    """Tell the operators of one delivery of error lines, or hold it back for a while."""
    delivery = deliveries.read(event)
    if delivery is None:
        return
    is_told = ERRORS.notify(delivery)
    logger.info(
        "errors noticed",
        extra={"function": delivery.function, "lines": len(delivery.lines), "told": is_told},
    )
