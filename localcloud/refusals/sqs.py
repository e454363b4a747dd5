"""Queues and messages: what SQS refuses and moto takes.

Sources, read 2026-11-26: tests/recordings/aws/errors.jsonl;
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html,
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html.
"""

import json
import re
from typing import Any

from localcloud.refusals.requests import Rule, ServiceRequest
from localcloud.service_errors import ServiceError

_RANGES = {
    "DelaySeconds": (0, 900),
    "KmsDataKeyReusePeriodSeconds": (60, 86_400),
    "MaximumMessageSize": (1_024, 1_048_576),
    "MessageRetentionPeriod": (60, 1_209_600),
    "ReceiveMessageWaitTimeSeconds": (0, 20),
    "VisibilityTimeout": (0, 43_200),
}
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _attributes(request: ServiceRequest) -> None:
    for name, value in (request.params.get("Attributes") or {}).items():
        if name in _RANGES and not _in_range(value, *_RANGES[name]):
            raise ServiceError(
                "InvalidAttributeValue", f"Invalid value for the parameter {name}.", 400
            )


def _in_range(text: str, least: int, most: int) -> bool:
    try:
        return least <= int(text) <= most
    except ValueError:
        return False


def _other_attributes(request: ServiceRequest) -> None:
    queue = request.backend("sqs").queues.get(request.params["QueueName"])
    for name, value in (request.params.get("Attributes") or {}).items():
        if queue is not None and not _same(value, queue.attributes.get(name)):
            raise ServiceError(
                "QueueAlreadyExists",
                "A queue already exists with the same name and a different value for attribute"
                f" {name}",
                400,
            )


def _same(given: str, present: Any) -> bool:
    if given == str("" if present is None else present):
        return True
    try:
        return bool(json.loads(given) == json.loads(present))
    except (TypeError, ValueError):
        return False


def _characters(request: ServiceRequest) -> None:
    if _FORBIDDEN.search(request.params["MessageBody"]):
        raise ServiceError(
            "InvalidMessageContents",
            "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to"
            " #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF.",
            400,
        )


RULES: dict[str, tuple[Rule, ...]] = {
    "sqs.CreateQueue": (_attributes, _other_attributes),
    "sqs.SetQueueAttributes": (_attributes,),
    "sqs.SendMessage": (_characters,),
}
