"""The entry point of error-notifier: creates the client, publishes, logs."""

import os
import time
from typing import Any

import boto3

from lambda_src.error_notifier.logic import Notifier, read
from lambda_src.shared.clients import NOTIFIER
from lambda_src.shared.logs import logger
from lambda_src.shared.settings import text

SNS = boto3.client("sns", config=NOTIFIER)
TOPIC_ARN = text(os.environ, "OPERATIONS_TOPIC_ARN")


def _publish(subject: str, message: str) -> None:
    SNS.publish(TopicArn=TOPIC_ARN, Subject=subject, Message=message)


ERRORS = Notifier(_publish, clock=time.time)


def lambda_handler(event: Any, _context: Any) -> None:
    """Publish one delivery of error lines, or count it for the next message.

    A failure to publish raises, and Lambda tries once more.
    """
    delivery = read(event)
    if delivery is None:
        return
    published = ERRORS.notify(delivery)
    logger.info(
        "error lines received",
        extra={
            "function": delivery.function,
            "lines": len(delivery.lines),
            "published": published,
        },
    )
